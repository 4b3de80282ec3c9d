using System;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http;

namespace NovaPS.Benchmarks.FarEnd;

/// <summary>The far end in a process of its own, so that its work is not part of any measurement.</summary>
internal sealed class FarEndProcess : IDisposable
{
    private readonly Process _process = ChildProcess.StartSelf("far-end");
    private readonly HttpClient _control = new();

    public FarEndProcess() => Port = int.Parse(_process.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);

    public int Port { get; }

    public string Endpoint(int count) => Endpoint(Port, count);

    public static string Endpoint(int port, int count) =>
        string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/n{count}/v2.1");

    public void Dispose()
    {
        _control.Dispose();
        _process.Kill();
        _process.Dispose();
    }
}
