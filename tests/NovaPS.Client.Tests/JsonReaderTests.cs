using System;
using System.Linq;
using System.Numerics;
using System.IO;
using System.Text;
using System.Threading;
using Newtonsoft.Json;
using NovaPS.Client.Http;
using NovaPS.Client.Json;
using NovaPS.Robustness.Fuzzing;
using Xunit;

namespace NovaPS.Client.Tests;

/// <summary>Compares the reader with two others; tests/NovaPS.Robustness does so with random documents.</summary>
public sealed class JsonReaderTests
{
    [Theory]
    [InlineData(true, "{\"servers\": [{\"id\": \"a\", \"n\": [1, -2.5e3, true, false, null, {}, []]}], \"x\": \"\"}")]
    [InlineData(true, " \r\n\t[ ] ")]
    [InlineData(true, "\uFEFF{}")]
    [InlineData(true, "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00\\ud83d x\\ude00\u4e2d\ud83d\ude00\u2028\u007f\"")]
    [InlineData(true, "[0, -0, 123456789, 1234567890, 9223372036854775807, 9223372036854775808, 1e308, 4.9e-324, 1E+2]")]
    [InlineData(true, "{\"a\": 1, \"a\": 2}")]
    [InlineData(false, "")]
    [InlineData(false, "{\"a\": 1")]
    [InlineData(false, "{\"a\": 1}}")]
    [InlineData(false, "{\"a\": 1} {}")]
    [InlineData(false, "{\"a\": 1,}")]
    [InlineData(false, "[1,]")]
    [InlineData(false, "[1 2]")]
    [InlineData(false, "{a: 1}")]
    [InlineData(false, "{'a': 1}")]
    [InlineData(false, "[1] /* c */")]
    [InlineData(false, "// c\n[1]")]
    [InlineData(false, "[01]")]
    [InlineData(false, "[1.]")]
    [InlineData(false, "[0x1F]")]
    [InlineData(false, "[NaN, Infinity]")]
    [InlineData(false, "[\"\\x\"]")]
    [InlineData(false, "[\"\\u12g4\"]")]
    [InlineData(false, "[\"a\nb\"]")]
    [InlineData(false, "[tru]")]
    [InlineData(false, "[\u00a01]")]
    [InlineData(false, "\uFEFF\uFEFF{}")]
    public void Reader_ReadsWhatOtherReadersRead_HoweverTheBytesAreSplit(bool isStrict, string document)
    {
        var bytes = Encoding.UTF8.GetBytes(document);
        Assert.Equal(isStrict, JsonComparison.IsStrict(bytes));
        for (var seed = 0; seed < 20; seed++)
            Assert.Null(JsonComparison.Compare(bytes, new Random(seed), "a"));
    }

    [Theory]
    [InlineData("1", typeof(long))]
    [InlineData("9223372036854775808", typeof(BigInteger))]
    [InlineData("1.0", typeof(double))]
    public void Value_HasTheTypeOfTheNumber(string number, Type type) => Assert.IsType(type, Read(number));

    [Theory]
    [InlineData(381, 0)]
    [InlineData(1_000_000, 0)]
    [InlineData(1, 309)]
    public void Number_IsRefused_WhenNoValueOfReasonableSizeHoldsIt(int digits, int exponent) => Assert.Throws<JsonReaderException>(() =>
        Read(new string('9', digits) + (exponent == 0 ? string.Empty : "e" + exponent)));

    [Fact]
    public void LongText_IsReadInParts_NotWithinACharacter()
    {
        var text = string.Concat(Enumerable.Repeat("\u00e9\ud83d\ude00\\ud83d\\ude00\\n", 12_000));
        Assert.Null(JsonComparison.Compare(Encoding.UTF8.GetBytes("{\"output\": \"" + text + "\"}"), new Random(0), "output"));
    }

    private static object? Read(string number)
    {
        using var body = new ResponseBody(new MemoryStream(Encoding.UTF8.GetBytes(number)), ResponseLimits.Page, () => { },
            CancellationToken.None);
        using var reader = new BoundedJsonReader(body);
        Assert.True(reader.Read());
        return reader.Value;
    }
}
