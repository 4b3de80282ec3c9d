using System;
using System.Linq;
using NovaPS.Client.Identity;
using Xunit;

namespace NovaPS.Client.Tests;

/// <summary>Tests that displayed text has no control or invisible characters and that its length is limited.</summary>
public sealed class DisplayTextTests
{
    [Theory]
    [InlineData("web1", "web1")]
    [InlineData("Zürich 東京 مرحبا 👍🏽 ☁️", "Zürich 東京 مرحبا 👍🏽 ☁️")]
    [InlineData("a\u001b]0;x\u0007b", "a\\u001b]0;x\\u0007b")]
    [InlineData("a\r\nb\tc", "a\\u000d\\u000ab\\u0009c")]
    [InlineData("\u009b2J\u0085", "\\u009b2J\\u0085")]
    [InlineData("\u2028\u2029", "\\u2028\\u2029")]
    [InlineData("\u202e\u202a\u2066\u2069\u200e\u061c", "\\u202e\\u202a\\u2066\\u2069\\u200e\\u061c")]
    [InlineData("\u200b\u200d\ufeff\u2060\u00ad", "\\u200b\\u200d\\ufeff\\u2060\\u00ad")]
    [InlineData("\U000e0041\U000e0100", "\\udb40\\udc41\\udb40\\udd00")]
    [InlineData("\u3164\uffa0\u115f\u034f", "\\u3164\\uffa0\\u115f\\u034f")]
    public void Clean_EscapesInvisibleCharacters(string text, string expected)
    {
        Assert.Equal(expected, DisplayText.Clean(text));
        Assert.Equal(expected, DisplayText.Clean(expected));
    }

    [Fact]
    public void Clean_EscapesUnpairedSurrogates() =>
        Assert.Equal("\\udc00a\\ud83d", DisplayText.Clean(new string(['\udc00', 'a', '\ud83d'])));

    [Fact]
    public void Clean_LeavesNoControlCharacters()
    {
        var all = string.Concat(Enumerable.Range(0, 0x3000).Select(i => (char)i));

        Assert.DoesNotContain(DisplayText.Clean(all), c => char.IsControl(c) || c is (>= '\u200b' and <= '\u200f')
            or (>= '\u2028' and <= '\u202e') or (>= '\u2066' and <= '\u2069'));
    }

    [Fact]
    public void List_StatesTheNumberOfOmittedItems_WhenItIsLong()
    {
        Assert.Equal("a, b", DisplayText.List(["a", "b"]));
        Assert.Equal(string.Empty, DisplayText.List([]));
        var text = DisplayText.List(Enumerable.Range(0, 100000).Select(i => "region-" + i));
        Assert.Matches("^region-0, region-1, .* and 99[0-9]+ more$", text);
        Assert.InRange(text.Length, 500, 700);
        Assert.InRange(DisplayText.List([new string('x', 100000), "b"]).Length, 100, 700);
    }

    [Fact]
    public void Error_IsBounded_WhenTheCatalogIsNot()
    {
        var token = new KeystoneToken { Value = "t" };
        for (var i = 0; i < 100000; i++)
            token.Catalog.Add(new CatalogEndpoint
            {
                ServiceType = "compute", Interface = "public", Region = "region-" + i, Url = "http://h/v2.1",
            });

        var error = Assert.Throws<NovaException>(() => ServiceCatalog.Choose(token,
            new ConnectRequest(new Uri("https://k/v3"), new TokenCredential(SecureText.From("t")))));

        Assert.Matches("^The catalog has several regions: region-0, .* and 99[0-9]+ more.$", error.Message);
        Assert.InRange(error.Message.Length, 500, 1000);
    }

    [Fact]
    public void Error_IsSafeToDisplay_WhateverTheSourceOfItsText()
    {
        const string Evil = "a\u001b[2J\u202eb";
        var error = new NovaException(NovaErrorId.NovaServerNotFound, Evil + new string('r', 100000));
        error.Note(Evil + "n").Server = new NovaServer(Evil, Evil);
        foreach (var property in typeof(NovaException).GetProperties()
            .Where(p => p.DeclaringType == typeof(NovaException) && p.Name != "Reason" && p.PropertyType == typeof(string)))
            property.GetSetMethod(nonPublic: true)?.Invoke(error, [Evil]);

        foreach (var property in typeof(NovaException).GetProperties().Where(p => p.PropertyType != typeof(object[])))
        {
            var text = property.GetValue(error) is string[] many ? string.Join(" ", many) : property.GetValue(error)?.ToString() ?? "";
            Assert.DoesNotContain(text.Replace(Environment.NewLine, "", StringComparison.Ordinal), char.IsControl);
            Assert.DoesNotContain('\u202e', text);
        }

        Assert.InRange(error.Message.Length, 100, 1200);
        Assert.Equal(Evil, error.Server!.Name);
    }
}
