using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using NovaPS.Client.Compute;
using Xunit;

namespace NovaPS.Client.Tests;

public sealed class NamePatternTests
{
    private static readonly string[] Servers =
    [
        "web1", "WEB2", "web3", "Web3", "db1", "db[1]", "[PROD] web 01", "a]b", "a[b", "*", "web*", "a`b", "a*b", "a|b.c^d$e(f)+\\g",
        "größe", "GRÖSSE", "東京", "x😀y", "ab", "é", " blank ", "",
    ];

    /// <summary>The servers that a text selects; ~ marks a match by pattern.</summary>
    public static TheoryData<string, string> Meanings => new()
    {
        { "web1", "web1" },
        { "WEB1", "web1" },
        { "web2", "WEB2" },
        { "web3", "web3" },
        { "Web3", "Web3" },
        { "WEB3", "web3,Web3" },
        { "nosuch", "" },
        { "db[1]", "db[1]" },
        { "DB[1]", "db[1]" },
        { "db[0-9]", "~db1" },
        { "D[B-C]1", "~db1" },
        { "db`[1`]", "db[1]" },
        { "db[", "" },
        { "a]b", "a]b" },
        { "a[b", "a[b" },
        { "a`]b", "a]b" },
        { "[PROD] web 01", "[PROD] web 01" },
        { "[prod] WEB 01", "[PROD] web 01" },
        { "*", "*" },
        { "`*", "*" },
        { "web*", "web*" },
        { "web?", "~web1,WEB2,web3,Web3,web*" },
        { "w*", "~web1,WEB2,web3,Web3,web*" },
        { "[w]*[1-2]", "~web1,WEB2" },
        { "a`b", "a`b" },
        { "a``b", "a`b" },
        { "a?b", "~a]b,a[b,a`b,a*b" },
        { "a[]]b", "~a]b" },
        { "a[`]`[]b", "~a]b,a[b" },
        { "a[x-]b", "~" },
        { "a[z-a]b", "~" },
        { "A|B.C^D$E(F)+\\G", "a|b.c^d$e(f)+\\g" },
        { "GRÖßE", "größe" },
        { "gr?ß*", "~größe" },
        { "gr[ö]sse", "~GRÖSSE" },
        { "東?", "~東京" },
        { "x?y", "~x😀y" },
        { "x[a-z]y", "~" },
        { "É", "é" },
        { " blank ", " blank " },
        { "blank", "" },
        { "z*", "~" },
    };

    public static IEnumerable<object[]> Texts => Meanings.Select(row => new[] { row[0] }).Concat(Servers.Select(s => new object[] { s }));

    [Theory]
    [MemberData(nameof(Meanings))]
    public void Select_FindsExactNamesBeforePatterns(string text, string expected)
    {
        var match = new NamePattern(text).Select(Servers, s => s);

        Assert.Equal(expected, (match.IsByPattern ? "~" : "") + string.Join(",", match.Found));
    }

    [Theory]
    [InlineData("*", "*")]
    [InlineData("w*", "")]
    [InlineData("web?", "")]
    [InlineData("db[1]", "db[1]")]
    [InlineData("db`[1`]", "")]
    [InlineData("WEB1", "web1")]
    public void Select_NeverTreatsDataAsAPattern(string text, string expected)
    {
        var match = new NamePattern(text, isData: true).Select(Servers, s => s);

        Assert.Equal(expected, string.Join(",", match.Found));
        Assert.False(match.IsByPattern);
    }

    [Theory]
    [InlineData("web1", "web1")]
    [InlineData("WEB1", "")]
    [InlineData("db[1]", "db[1]")]
    [InlineData("db[0-9]", "")]
    [InlineData("web?", "~web1,WEB2,web3,Web3,web*")]
    public void Select_MatchesCaseAndBracketsAsTheyAre_WhenStrict(string text, string expected)
    {
        var match = new NamePattern(text, isStrict: true).Select(Servers, s => s);

        Assert.Equal(expected, (match.IsByPattern ? "~" : "") + string.Join(",", match.Found));
    }

    [Fact]
    public void Select_NamesWhatDiffersInCase_WhenStrict()
    {
        Assert.Equal("web1", new NamePattern("WEB1", isStrict: true).Select(Servers, s => s).InAnotherCase);
        Assert.Null(new NamePattern("nosuch", isStrict: true).Select(Servers, s => s).InAnotherCase);
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void ToQuery_MatchesEveryNameThatIsSelected(string text)
    {
        foreach (var name in new[] { new NamePattern(text), new NamePattern(text, isData: true), new NamePattern(text, isStrict: true) })
        {
            var query = name.ToQuery();
            Assert.DoesNotContain('|', query);
            Assert.All(query, c => Assert.InRange(c, ' ', '~'));
            Assert.All(name.Select(Servers, s => s).Found, found =>
            {
                // A database counts it as one character, .NET as two.
                Assert.Matches(new Regex(query, RegexOptions.Singleline), found.Replace("😀", "☺", StringComparison.Ordinal));
                Assert.True(name.Covers(found));
            });
        }
    }

    [Theory]
    [InlineData("web-1_a b", "^[Ww][Ee][Bb]-1_[Aa] [Bb]$")]
    [InlineData("1.2(3)+", @"^1\.2\(3\)\+$")]
    [InlineData("1|2", "^1.2$")]
    [InlineData("1*", "^1.*$")]
    [InlineData("1?2??", "^1.2..$")]
    [InlineData("1*?", "^1.+$")]
    [InlineData("[a-c]1", "^.+1$")]
    [InlineData("東京1", "^.+1$")]
    [InlineData("1`*", @"^1`?\*$")]
    [InlineData("1[", @"^1\[$")]
    public void ToQuery_IsAnchoredAndEscaped(string text, string expected) => Assert.Equal(expected, new NamePattern(text).ToQuery());

    [Fact]
    public void Escape_MatchesOnlyTheName() => Assert.All(Servers, name =>
    {
        var pattern = new NamePattern(NamePattern.Escape(name));
        Assert.False(pattern.IsPattern);
        Assert.Equal(name, pattern.Name);
        Assert.Equal([name], pattern.Select(Servers, s => s).Found);
    });

    [Fact]
    public void Match_EndsSoon_WhenAPatternHasManyWildcards()
    {
        var name = new NamePattern(string.Concat(Enumerable.Repeat("*a", 100)) + "b");

        Assert.False(name.Covers(new string('a', 255)));
    }
}
