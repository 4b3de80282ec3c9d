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
        var operation = Client("Operation").GetMethod("WaitForRest")!.Invoke(null, null);
        var item = Activator.CreateInstance(Client("TrackedOperation"), "id", operation, null)!;
        item.GetType().GetProperty("ServerName")!.SetValue(item, "web1");

        Assert.Equal("0 of 1 completed, 3 s: 1 not polled yet: web1", Next(3, item)!.StatusDescription);
    }

    private ProgressRecord? Next(double seconds, params object[] items)
    {
        _now = TimeSpan.FromSeconds(seconds);
        var waiting = Array.CreateInstance(Client("TrackedOperation"), items.Length);
        items.CopyTo(waiting, 0);
        return (ProgressRecord?)Call("Next", waiting);
    }

    private object? Call(string method, params object[] arguments) => _progress.GetType().GetMethod(method)!.Invoke(_progress, arguments);

    private static object Create(string type, params object[] arguments) => Activator.CreateInstance(
        Loaded("NovaPS").GetType("NovaPS.Internal." + type, throwOnError: true)!, BindingFlags.Instance | BindingFlags.Public, null,
            arguments, CultureInfo.InvariantCulture)!;

    private static Type Client(string type) => Loaded("NovaPS.Client").GetType("NovaPS.Client.Operations." + type, throwOnError: true)!;

    private static Assembly Loaded(string name) => AppDomain.CurrentDomain.GetAssemblies().Single(a => a.GetName().Name == name);
}
