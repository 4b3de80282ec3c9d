using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using NovaPS.Client.Http;
using Xunit;

namespace NovaPS.Client.Tests.Configuration;

/// <summary>Tests malicious files: each is an error with file and line, within a bounded time and size.</summary>
public sealed class HostileFileTests : IDisposable
{
    private const string Cloud = "  a: {auth: {auth_url: 'https://k/v3', username: u, password: p}}\n";

    private readonly ConfigFolder _folder = new();

    public static TheoryData<string, string> Bombs => new()
    {
        { "nested aliases", Chain(20_000, i => "[*a" + i + "]") },
        { "nested aliases in mappings", Chain(20_000, i => "{k: *a" + i + "}") },
        { "doubling aliases", Chain(40, i => "[*a" + i + ", *a" + i + "]") },
        { "doubling merges", Chain(40, i => "{<<: *a" + i + ", l: *a" + i + ", r: *a" + i + "}", "{x: 1}") },
        { "many merges of one large mapping", Large() },
        { "nested brackets", "x-a: " + new string('[', 100_000) + "\n" },
        { "nested mappings", "x-a: " + string.Concat(Enumerable.Repeat("{a: ", 100_000)) + "\n" },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Bombs))]
    public void File_IsRefused_WhenItExpandsWithoutBound(string kind, string text)
    {
        var path = _folder.Write("clouds.yaml", text + "clouds:\n" + Cloud);
        _folder.Write("secure.yaml", text + "clouds:\n" + Cloud);

        var error = Assert.Throws<NovaException>(() => _folder.Find("a"));

        Assert.True(error.ErrorId == NovaErrorId.NovaConnectInputInvalid, kind);
        Assert.Matches("^" + System.Text.RegularExpressions.Regex.Escape(path) + @", line \d+: this is (too large|nested too deeply)",
            error.Message);
    }

    [Fact]
    public void File_IsRefused_WhenItIsLargerThanTheLimit()
    {
        var path = _folder.Write("clouds.yaml", "clouds:\n" + Cloud + "# " + new string('x', 4 * 1024 * 1024) + "\n");

        Assert.Equal(path + " is larger than 4 MB.", Assert.Throws<NovaException>(() => _folder.Find("a")).Message);
    }

    [Fact]
    public void File_IsRead_WhenItHasThousandsOfClouds()
    {
        _folder.Write("clouds.yaml", "clouds:\n" + string.Concat(Enumerable.Range(0, 3000).Select(i => Cloud.Replace("a:", "c" + i + ":",
            StringComparison.Ordinal))) + Cloud);

        Assert.Equal("u", _folder.Request("a").Credential.UserName);
    }

    [Fact]
    public void File_IsRefused_WhenItIsADirectory()
    {
        var path = Path.Combine(_folder.Work, "clouds.yaml");
        Directory.CreateDirectory(path);

        Assert.Equal(path + " is not a regular file.", Assert.Throws<NovaException>(() => _folder.Find("a")).Message);
    }

    [Theory]
    [InlineData("/dev/zero")]
    [InlineData("/dev/null")]
    [InlineData("pipe")]
    public void File_IsRefusedWithoutBeingOpened_WhenItIsADeviceOrPipe(string path)
    {
        if (OperatingSystem.IsWindows())
            return;
        if (path == "pipe")
        {
            using var made = Process.Start("mkfifo", path = Path.Combine(_folder.Work, "pipe"));
            made.WaitForExit();
        }

        _folder.Variables["OS_CLIENT_CONFIG_FILE"] = path;

        Assert.Equal(path + " is not a regular file.", Assert.Throws<NovaException>(() => _folder.Find("a")).Message);
    }

    [Theory]
    [InlineData("/dev/zero", null, null)]
    [InlineData(null, "/dev/zero", null)]
    [InlineData(null, "/etc/hostname", "/dev/zero")]
    public void Certificate_IsRefused_WhenItIsADevice(string? authorities, string? own, string? key)
    {
        if (OperatingSystem.IsWindows())
            return;
        var tls = new TlsOptions { CaFile = authorities, CertificateFile = own, KeyFile = key };

        Assert.Equal("/dev/zero is not a regular file.", Assert.Throws<NovaException>(() =>
            new HttpTransport(TimeSpan.FromSeconds(1), SystemClock.Instance, new TransportOptions { Tls = tls })).Message);
    }

    [Fact]
    public void Reading_Ends_WhenItIsCanceled()
    {
        _folder.Write("clouds.yaml", "clouds:\n" + Cloud);
        using var canceled = new CancellationTokenSource();
        canceled.Cancel();

        Assert.Throws<OperationCanceledException>(() => _folder.Environment(canceled.Token).ReadFiles());
    }

    [Theory]
    [InlineData("password: !hunter2")]
    [InlineData("password: !hunter2 x")]
    [InlineData("password: *hunter2")]
    [InlineData("password: &hunter2 [hunter2")]
    [InlineData("password: hunter2: hunter2")]
    [InlineData("password: \"hunter2\\q\"")]
    [InlineData("password: @hunter2")]
    [InlineData("password: %hunter2")]
    [InlineData("auth_url: hunter2@k")]
    [InlineData("auth_url: 'https://{hunter2'")]
    public void Error_NamesFileAndLine_AndQuotesNoSecret(string line)
    {
        var path = _folder.Write("clouds.yaml", "clouds:\n  a:\n    auth:\n      username: u\n      " + line + "\n");

        var error = Assert.Throws<NovaException>(() => _folder.Request("a"));

        Assert.StartsWith(path + ", line ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", error + error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Error_IsBounded_WhenNamesAreLong()
    {
        _folder.Write("clouds.yaml", "clouds:\n" + string.Concat(Enumerable.Range(0, 5000).Select(i => "  c" + i.ToString("0000", null)
            + ": {}\n")));

        Assert.Matches("c0018, c0019, .{100,600} and 4[0-9]{3} more\\.$", Assert.Throws<NovaException>(() => _folder.Find("a")).Message);
    }

    private static string Chain(int length, Func<int, string> next, string first = "[x]")
    {
        var text = new StringBuilder("x-0: &a0 " + first + "\n");
        for (var i = 0; i < length; i++)
            text.Append("x-").Append(i + 1).Append(": &a").Append(i + 1).Append(' ').Append(next(i)).Append('\n');
        return text.ToString();
    }

    private static string Large() => "x-0: &a {" + string.Join(", ", Enumerable.Range(0, 50_000).Select(i => "k" + i + ": 1")) + "}\nx-1:\n"
        + string.Concat(Enumerable.Repeat("- {<<: *a}\n", 100_000));
}
