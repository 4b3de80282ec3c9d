using System;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http;
using NovaPS.Benchmarks.Measuring;

namespace NovaPS.Benchmarks.FarEnd;

/// <summary>The far end in a process of its own, so that its work is not part of any measurement.</summary>
internal sealed class FarEndProcess : IDisposable
{
    private readonly Process _process = ChildProcess.StartSelf("far-end");
    private static readonly HttpClient Control = new();

    public FarEndProcess() => Port = int.Parse(_process.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);

    public int Port { get; }

    public string Endpoint(int count) => Endpoint(Port, count);

    public static string Endpoint(int port, int count) =>
        string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/n{count}/v2.1");

    /// <summary>Returns the number of requests since the last call, and of those for changed servers.</summary>
    public static (int Requests, int Polls) Count(int port)
    {
        var counts = Control.GetStringAsync(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/count")).Result.Split(' ');
        return (int.Parse(counts[0], CultureInfo.InvariantCulture), int.Parse(counts[1], CultureInfo.InvariantCulture));
    }

    /// <summary>Stops all servers.</summary>
    /// <param name="port">The port of the far end.</param>
    /// <param name="lists">The number of lists of changes that show a start in progress.</param>
    public static void Reset(int port, int lists) =>
        _ = Control.GetStringAsync(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/lists-in-progress/{lists}")).Result;

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }
}
