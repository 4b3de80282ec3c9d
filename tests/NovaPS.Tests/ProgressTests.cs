using System;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using NovaPS.Tests.Support;
using Xunit;

namespace NovaPS.Tests;

/// <summary>Tests progress, with a clock that the test sets.</summary>
public sealed class ProgressTests : IDisposable
{
    private readonly ModuleHost _host = new();
    private readonly object _progress;
    private TimeSpan _now;

    public ProgressTests() => _progress = Create("CommandProgress", "Waiting for servers", "completed", (Func<TimeSpan>)(() => _now));

    public void Dispose() => _host.Dispose();

    [Fact]
    public void Progress_CountsCompletedAndFailed_WhenASecondHasPassed()
    {
        Call("Added");
        Call("Added");
        Call("Added");
        Assert.Null(Next(0.9));
        Call("Done");
        Call("Failed");

        var record = Next(1.2)!;

        Assert.Equal("1 of 3 completed, 1 failed, 1 s", record.StatusDescription);
        Assert.Equal(66, record.PercentComplete);
    }

    [Fact]
    public void Progress_IsUpdatedAtMostFourTimesASecond_WhenSomethingChanged()
    {
        Call("Added");
        Assert.NotNull(Next(1.6));
        Assert.Null(Next(1.8));
        Assert.Null(Next(2.3));
        Call("Done");
        Assert.Equal("1 of 1 completed, 2 s", Next(2.4)!.StatusDescription);
        Assert.Equal(ProgressRecordType.Completed, ((ProgressRecord)Call("Finish")!).RecordType);
    }

    [Fact]
    public void Progress_DescribesThePendingServers()
    {
        Call("Added");

        Assert.Equal("0 of 1 completed, 3 s: 1 not polled yet: web1", Next(3, Item("web1"))!.StatusDescription);
    }

    [Fact]
    public void Reports_NameEachOutcomeAndEvery30SecondsTheServersInProgress()
    {
        var items = Enumerable.Range(1, 5).Select(n => Item("web" + n)).ToArray();
        foreach (var _ in items)
            Call("Added");
        _now = TimeSpan.FromSeconds(12);
        var server = Activator.CreateInstance(Loaded("NovaPS.Client").GetType("NovaPS.NovaServer")!, "id", "web1", "ACTIVE")!;

        Assert.Equal("Server 'web1' (id) is ACTIVE (1 of 5 completed, 12 s).", Call("Settle", items[0], server, null!));
        Assert.Null(Report(29.9, items[1..]));
        Assert.Equal("Waiting for servers: 1 of 5 completed, 31 s: 4 not polled yet: web2, web3, web4...", Report(31, items[1..]));
        Assert.Null(Report(60.4, items[1..]));
        var error = Activator.CreateInstance(Loaded("NovaPS.Client").GetType("NovaPS.NovaException")!,
            Enum.Parse(Loaded("NovaPS.Client").GetType("NovaPS.NovaErrorId")!, "NovaServerVanished"), "no", null)!;
        Assert.Equal("Server 'web2' (id): NovaServerVanished (1 of 5 completed, 1 failed, 60 s).", Call("Settle", items[1], null!, error));
        Assert.Equal("Waiting for servers: 1 of 5 completed, 1 failed, 62 s: 1 not polled yet: web5.", Report(62, items[4]));
    }

    private static object Item(string name)
    {
        var operation = Client("Operation").GetMethod("WaitForRest")!.Invoke(null, null);
        var item = Activator.CreateInstance(Client("TrackedOperation"), "id", operation, null)!;
        item.GetType().GetProperty("ServerName")!.SetValue(item, name);
        return item;
    }

    private string? Report(double seconds, params object[] items) => (string?)Call("NextReport", At(seconds, items));

    private Array At(double seconds, object[] items)
    {
        _now = TimeSpan.FromSeconds(seconds);
        var waiting = Array.CreateInstance(Client("TrackedOperation"), items.Length);
        items.CopyTo(waiting, 0);
        return waiting;
    }

    private ProgressRecord? Next(double seconds, params object[] items) => (ProgressRecord?)Call("Next", At(seconds, items));

    private object? Call(string method, params object[] arguments) => _progress.GetType().GetMethod(method)!.Invoke(_progress, arguments);

    private static object Create(string type, params object[] arguments) => Activator.CreateInstance(
        Loaded("NovaPS").GetType("NovaPS.Internal." + type, throwOnError: true)!, BindingFlags.Instance | BindingFlags.Public, null,
            arguments, CultureInfo.InvariantCulture)!;

    private static Type Client(string type) => Loaded("NovaPS.Client").GetType("NovaPS.Client.Operations." + type, throwOnError: true)!;

    private static Assembly Loaded(string name) => AppDomain.CurrentDomain.GetAssemblies().Single(a => a.GetName().Name == name);
}
