using System;
using System.Linq;
using System.Net;
using System.Text;
using Newtonsoft.Json;
using NovaPS.Client.Http;
using Xunit;

namespace NovaPS.Client.Tests;

/// <summary>Tests that secrets are found in external text, whether it is encoded, normalized or truncated.</summary>
public sealed class SecretRedactorTests
{
    private const string Password = "C4n4ry p\"&<\\/ä\tss+1😀";
    private const string Token = "gAAAAABlZ0C4n4ry-abcdefghijklmnopqrstuvwxyz_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-abcdefghijklmnop=";

    public static TheoryData<string, string> Encodings
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var secret in new[] { Password, Token, "C4n4ry-secret" })
            {
                data.Add(secret, secret);
                data.Add(secret, secret.ToLowerInvariant());
                data.Add(secret, JsonConvert.ToString(secret).Trim('"'));
                data.Add(secret, JsonConvert.ToString(JsonConvert.ToString(secret)).Trim('"', '\\'));
                data.Add(secret, JsonConvert.ToString(secret, '"', StringEscapeHandling.EscapeNonAscii).Trim('"'));
                data.Add(secret, string.Concat(secret.Select(c => $"\\u{(int)c:X4}")));
                data.Add(secret, WebUtility.HtmlEncode(secret));
                data.Add(secret, string.Concat(secret.EnumerateRunes().Select(r => $"&#x{r.Value:X};")));
                data.Add(secret, string.Concat(secret.EnumerateRunes().Select(r => $"&amp;#{r.Value};")));
                data.Add(secret, Uri.EscapeDataString(secret));
                data.Add(secret, Uri.EscapeDataString(Uri.EscapeDataString(secret)));
                data.Add(secret, WebUtility.UrlEncode(secret));
                data.Add(secret, string.Concat(Encoding.UTF8.GetBytes(secret).Select(b => $"%{b:X2}")));
                data.Add(secret, string.Concat(Encoding.UTF8.GetBytes(secret).Select(b => $"\\x{b:x2}")));
                data.Add(secret, Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(secret)));
                data.Add(secret, Encoding.ASCII.GetString(Encoding.UTF8.GetBytes(secret)));
                data.Add(secret, secret.Replace('\t', ' '));
                data.Add(secret, DisplayText.Clean(secret));
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Redact_FindsSecret_InAnyEncoding(string secret, string written) =>
        Assert.Equal("You sent '***'.", With(secret).Redact("You sent '" + written + "'."));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Redact_FindsSecret_InBase64OfAnything(int before)
    {
        foreach (var secret in new[] { Password, Token, "C4n4ry-secret", "~~~~~?~?-canary" })
        {
            var text = Convert.ToBase64String(Encoding.UTF8.GetBytes("user:"[..before] + secret + " and more"));
            var json = Convert.ToBase64String(Encoding.UTF8.GetBytes("user:"[..before] + JsonConvert.ToString(secret)));
            Assert.Contains("***", With(secret).Redact(json), StringComparison.Ordinal);
            foreach (var written in new[] { text, text.Replace('+', '-').Replace('/', '_'), Uri.EscapeDataString(text) })
            {
                var redacted = With(secret).Redact("Basic " + written);

                Assert.Contains("***", redacted, StringComparison.Ordinal);
                var rest = redacted.Replace("***", string.Empty, StringComparison.Ordinal);
                Assert.DoesNotContain(text[8..16], rest, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData(8, "...")]
    [InlineData(12, "")]
    [InlineData(40, "…")]
    [InlineData(90, "... (truncated)")]
    public void Redact_FindsBeginningOfSecret_WhereTextIsCut(int length, string end) =>
        Assert.Equal("You sent ***" + end, With(Token).Redact("You sent " + Token[..length] + end));

    [Fact]
    public void Redact_KeepsWords_ThatASecretBeginsWith() =>
        Assert.Equal("The password is wrong.", With("password-of-mine").Redact("The password is wrong."));

    [Fact]
    public void RedactAny_KeepsWordsAtTheEnd_ThatASecretBeginsWith()
    {
        using var redactor = With("password-of-mine");

        Assert.Equal("the cloud has no password", SecretRedactor.RedactAny("the cloud has no password"));
        Assert.Equal("the cloud has no ***", redactor.Redact("the cloud has no password"));
        Assert.Equal("the cloud has no ***...", SecretRedactor.RedactAny("the cloud has no password-of-..."));
    }

    [Theory]
    [InlineData("t", "authentication", "authentication")]
    [InlineData("t", "bad token t!", "bad token ***!")]
    [InlineData("ab", "dAB= abc", "dAB= abc")]
    public void Redact_TakesShortSecret_WhereItStandsAlone(string secret, string text, string expected) =>
        Assert.Equal(expected, With(secret).Redact(text));

    [Theory]
    [InlineData("tunnel to 'http://user:C4n4ry@proxy:3128/' failed", "tunnel to 'http://***@proxy:3128/' failed")]
    [InlineData("GET /v3?a=1&auth_token=C4n4ry&b=2", "GET /v3?a=1&auth_token=***&b=2")]
    [InlineData("https://h/p?X-Signature=C4n4ry", "https://h/p?X-Signature=***")]
    [InlineData("GET /servers?sort_key=name&marker=1", "GET /servers?sort_key=name&marker=1")]
    [InlineData("https://h/a@b", "https://h/a@b")]
    public void RedactAny_TakesSecrets_OutOfUrls(string text, string expected) => Assert.Equal(expected, SecretRedactor.RedactAny(text));

    [Theory]
    [InlineData("made {\"adminPass\": \"x1\", \"a\": \"b\"}", "made {\"adminPass\": \"***\", \"a\": \"b\"}")]
    [InlineData("{\\\"admin_pass\\\":\\\"x1\\\"}", "{\\\"admin_pass\\\":\\\"***\\\"}")]
    [InlineData("{'admin_password': u'x1", "{'admin_password': u'***")]
    [InlineData("The password is 'expired': see \"help\".", "The password is 'expired': see \"help\".")]
    public void Redact_TakesPasswords_ThatOnlyTheCloudKnows(string text, string expected)
    {
        using var redactor = new SecretRedactor();

        Assert.Equal(expected, redactor.Redact(text));
    }

    [Fact]
    public void RedactAny_TakesLongSecretsOnly_WhileTheConnectionIsOpen()
    {
        var (own, other) = (Guid.NewGuid().ToString("N"), "of-the-test");
        using (var redactor = With(own))
        {
            redactor.AddPassword(other);
            Assert.Equal("Server *** of-the-test", SecretRedactor.RedactAny("Server " + own + " " + other));
        }

        Assert.Equal("Server " + own, SecretRedactor.RedactAny("Server " + own));
    }

    [Fact]
    public void Redact_KeepsThePassword_WhenManyTokensFollow()
    {
        using var redactor = With("C4n4ry-secret");
        for (var i = 0; i < 200; i++)
            redactor.AddToken("token-number-" + i + "-end");

        Assert.Equal("*** *** token-number-50-end", redactor.Redact("C4n4ry-secret token-number-199-end token-number-50-end"));
    }

    [Theory]
    [InlineData("\\")]
    [InlineData("C4n4ry-secre ")]
    [InlineData("&amp;")]
    [InlineData("%25")]
    public void Redact_EndsSoon_WhenTextIsHostile(string part)
    {
        using var redactor = With("C4n4ry-secret");

        Assert.NotEmpty(redactor.Redact(string.Concat(Enumerable.Repeat(part, 65536 / part.Length))));
    }

    [Fact]
    public void Cause_KeepsTypeCodeAndTrace_AndNoText()
    {
        var error = new NovaException(NovaErrorId.NovaConnectionFailed, "no", Assert.Throws<WebException>(Fail));

        Assert.DoesNotContain("C4n4ry", error.ToString(), StringComparison.Ordinal);
        Assert.Equal("System.Net.WebException (ConnectFailure)", error.InnerException!.Message);
        Assert.Equal("System.InvalidOperationException", error.InnerException.InnerException!.Message);
        Assert.Contains(nameof(Fail), error.InnerException.StackTrace, StringComparison.Ordinal);
    }

    private static void Fail() =>
        throw new WebException("C4n4ry", new InvalidOperationException("C4n4ry"), WebExceptionStatus.ConnectFailure, null);

    private static SecretRedactor With(string secret)
    {
        var redactor = new SecretRedactor();
        redactor.AddPassword(secret);
        return redactor;
    }
}
