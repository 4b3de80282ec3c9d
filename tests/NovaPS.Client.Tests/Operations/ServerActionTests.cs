using System;
using System.Linq;
using NovaPS.Client.Identity;
using NovaPS.Client.Operations;
using Xunit;

namespace NovaPS.Client.Tests.Operations;

public sealed class ServerActionTests
{
    public static TheoryData<string, string> Bodies => new()
    {
        { nameof(ServerAction.Start), """{"os-start": null}""" },
        { nameof(ServerAction.Stop), """{"os-stop": null}""" },
        { nameof(ServerAction.Reboot), """{"reboot": {"type": "SOFT"}}""" },
        { nameof(ServerAction.HardReboot), """{"reboot": {"type": "HARD"}}""" },
        { nameof(ServerAction.Pause), """{"pause": null}""" },
        { nameof(ServerAction.Unpause), """{"unpause": null}""" },
        { nameof(ServerAction.Suspend), """{"suspend": null}""" },
        { nameof(ServerAction.Resume), """{"resume": null}""" },
        { nameof(ServerAction.Shelve), """{"shelve": null}""" },
        { nameof(ServerAction.Unshelve), """{"unshelve": null}""" },
        { nameof(ServerAction.Lock), """{"lock": null}""" },
        { nameof(ServerAction.Unlock), """{"unlock": null}""" },
        { nameof(ServerAction.ConfirmResize), """{"confirmResize": null}""" },
        { nameof(ServerAction.RevertResize), """{"revertResize": null}""" },
        { nameof(ServerAction.Rescue), """{"rescue": {}}""" },
        { nameof(ServerAction.Unrescue), """{"unrescue": null}""" },
        { nameof(ServerAction.ForceDelete), """{"forceDelete": null}""" },
        { nameof(ServerAction.Restore), """{"restore": null}""" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public void Body_IsWhatNovaAccepts(string name, string body) =>
        Assert.Equal(body, ((ServerAction)typeof(ServerAction).GetField(name)!.GetValue(null)!).Body());

    [Fact]
    public void Body_HasTheArguments()
    {
        Assert.Equal("""{"resize": {"flavorRef": "1"}}""", ServerAction.Resize.Body(new ActionArguments { { "flavorRef", "1" } }));
        Assert.Equal("""{"lock": {"locked_reason": "a \"b\""}}""", ServerAction.Lock.Body(new ActionArguments { { "locked_reason", "a \"b\"" } }));
        Assert.Equal("""{"createImage": {"name": "s", "metadata": {}}}""", ServerAction.CreateImage.Body(new ActionArguments { { "name", "s" } }));
        Assert.Null(ServerAction.Delete.Body());
        Assert.Throws<ArgumentException>(() => ServerAction.Resize.Body());
        Assert.Throws<ArgumentException>(() => ServerAction.Start.Body(new ActionArguments { { "x", "y" } }));
    }

    [Fact]
    public void Body_HasASecretOnlyIfItIsSent()
    {
        var arguments = new ActionArguments { { "adminPass", SecureText.From("pass\"word") }, { "rescue_image_ref", default(string) } };

        Assert.Equal("""{"rescue": {"adminPass": "pass\"word"}}""", ServerAction.Rescue.Body(arguments));
        Assert.Equal("""{"rescue": {"adminPass": "***"}}""", ServerAction.Rescue.Body(arguments, isForDisplay: true));
    }

    [Fact]
    public void Start_HasABodyOfEighteenBytes() => Assert.Equal(18, ServerAction.Start.Body()!.Length);

    [Fact]
    public void LockReason_NeedsItsMicroversion()
    {
        Assert.Null(ServerAction.Lock.MinimumVersion());
        Assert.Equal(new(2, 73), ServerAction.Lock.MinimumVersion(new ActionArguments { { "locked_reason", "x" } }));
    }

    [Fact]
    public void Path_IsTheServersForADeletion()
    {
        Assert.Equal(("DELETE", "/servers/a"), (ServerAction.Delete.Method, ServerAction.Delete.Path("a")));
        Assert.Equal(("POST", "/servers/a/action"), (ServerAction.Start.Method, ServerAction.Start.Path("a")));
    }

    [Fact]
    public void Table_IsConsistent()
    {
        foreach (var action in ServerAction.Sent)
        {
            Assert.All(
            action.Origins.Concat(action.Targets).Concat(action.OwnStatuses), s => Assert.Contains(s, ServerAction.KnownStatuses));
            Assert.All(action.Targets, s => Assert.True(action.IsTargetVmState(ModelNova.VmState(s)), s));
            // The status is not sufficient for an action that can start from its own target.
            if (action.Proof == ActionProof.Status)
                Assert.Empty(action.Origins.Intersect(action.Targets));
            Assert.NotNull(action.FinalEvent);
        }
    }

    [Fact]
    public void Lookups_ContainEveryActionOnce()
    {
        Assert.Equal(ServerAction.RecordNames.Distinct(StringComparer.OrdinalIgnoreCase), ServerAction.RecordNames);
        Assert.Contains("live-migration", ServerAction.RecordNames);
        Assert.Same(ServerAction.Start, ServerAction.FromRecord("START"));
        Assert.Equal("evilAction", ServerAction.FromRecord("evilAction").RecordName);
        Assert.Equal(["BUILD", "HARD_REBOOT", "MIGRATING", "PASSWORD", "REBOOT", "REBUILD", "RESIZE", "REVERT_RESIZE"],
            ServerAction.TransitionalStatuses);
    }
}
