using System.Globalization;
using System.Linq;
using NovaPS.Client.Consoles;
using Xunit;

namespace NovaPS.Client.Tests.Consoles;

/// <summary>Tests joining the ends of a console log, and cleaning its lines.</summary>
public sealed class ConsoleTailTests
{
    [Theory]
    [InlineData("grows", "a|b|~a|b|c|d|", "a,b,c,d")]
    [InlineData("stays the same", "a|b|~a|b|", "a,b")]
    [InlineData("has left the start", "a|b|c|~c|d|", "a,b,c,d")]
    [InlineData("repeats its lines", "a|a|b|~a|b|a|", "a,a,b,a")]
    [InlineData("finishes a line", "a|bo~a|boot|c|", "a,boot,c")]
    [InlineData("waits at a prompt", "a|login: ~a|login: ~a|login: ~a|login: root|$ |", "a,login: ,root,$ ")]
    [InlineData("continues after a prompt", "a|login: ~a|login: ~a|login: |b|", "a,login: ,b")]
    [InlineData("has nothing in common with the text before", "a|b|~x|y|", "a,b,x,y")]
    [InlineData("starts empty", "~~a|", "a")]
    public void Tail_ReturnsEachLineOnce_WhenTheLog(string what, string texts, string expected)
    {
        var tail = new ConsoleTail();

        var lines = texts.Split('~').SelectMany(text => tail.Add(text.Replace('|', '\n')));

        Assert.Equal((what, expected), (what, string.Join(",", lines)));
    }

    [Fact]
    public void Tail_ShowsAGap_WhenNoLineIsInCommon()
    {
        var tail = new ConsoleTail();
        tail.Add("a\nb\n");
        Assert.False(tail.HasGap);

        tail.Add("c\n");

        Assert.True(tail.HasGap);
    }

    [Fact]
    public void Tail_ReturnsOneLinePerPoll_WhenTheLogIsLongerThanTheWindow()
    {
        var tail = new ConsoleTail();
        var log = Enumerable.Range(0, 5000).Select(i => (i % 7).ToString(CultureInfo.InvariantCulture)).ToList();
        tail.Add(string.Join("\n", log) + "\n");
        for (var i = 0; i < 3000; i += 100)
        {
            var added = Enumerable.Range(0, 100).Select(n => "new " + i + "." + n).ToList();
            log.AddRange(added);

            Assert.Equal(added, tail.Add(string.Join("\n", log.TakeLast(ConsoleFollower.Window)) + "\n"));
        }
    }

    [Theory]
    [InlineData("plain\ttext", "plain\ttext")]
    [InlineData("\u001b[1;32mOK\u001b[0m\r", "OK")]
    [InlineData("\u001b]0;title\u0007done", "done")]
    [InlineData("a\u009bb\u202ec\u0000d\u2028e", "abcde")]
    [InlineData("gr\u00fcn \u2713", "gr\u00fcn \u2713")]
    public void Line_HasNoControlCharacters_WhenItIsCleaned(string line, string expected) =>
        Assert.Equal(expected, ConsoleText.Clean(line));

    [Theory]
    [InlineData("a\nb\nc\n", 2, "b,c")]
    [InlineData("a\nb\nc", 2, "b,c")]
    [InlineData("a\n\n", 5, "a,")]
    [InlineData("a\nb\n", null, "a,b")]
    [InlineData("", 3, "")]
    public void LastLines_AreCountedFromTheEnd(string text, int? count, string expected) =>
        Assert.Equal(expected, string.Join(",", ConsoleText.LastLines(text, count)));
}
