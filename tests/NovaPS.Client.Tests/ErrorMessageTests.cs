using System;
using System.Linq;
using Xunit;

namespace NovaPS.Client.Tests;

/// <summary>Tests the sentences that are composed from the data of an error.</summary>
public sealed class ErrorMessageTests
{
    [Theory]
    // Operation, target and reason; without a target; without an operation; the reason alone.
    [InlineData("start", "server 'web1' (id)", "it is locked", null, null, "Cannot start server 'web1' (id): it is locked.")]
    [InlineData("connect to https://k/v3 as demo for project web", null, "it is down", null, null,
        "Cannot connect to https://k/v3 as demo for project web: it is down.")]
    [InlineData(null, "server 'web1' (id)", "did not reach ACTIVE within 300 s", null, null,
        "Server 'web1' (id) did not reach ACTIVE within 300 s.")]
    [InlineData(null, null, "not connected", null, null, "Not connected.")]
    // The same, with the origin.
    [InlineData("start", "server 'web1' (id)", "it is locked", 409, "req-9",
        "Cannot start server 'web1' (id): it is locked (HTTP 409, req-9).")]
    [InlineData("connect", null, "no", 401, null, "Cannot connect: no (HTTP 401).")]
    [InlineData(null, "server 'web1' (id)", "failed", null, "req-9", "Server 'web1' (id) failed (req-9).")]
    [InlineData(null, null, "no", 503, "req-9", "No (HTTP 503, req-9).")]
    // The cloud's own full stop, ellipsis and question mark.
    [InlineData(null, null, "Policy doesn't allow it.", 403, null, "Policy doesn't allow it (HTTP 403).")]
    [InlineData(null, null, " Policy doesn't allow it. ", null, null, "Policy doesn't allow it.")]
    [InlineData(null, null, "One. Two.", 400, null, "One. Two (HTTP 400).")]
    [InlineData(null, null, "cut...", null, null, "Cut...")]
    [InlineData(null, null, "cut...", 500, null, "Cut... (HTTP 500).")]
    [InlineData(null, null, "did it fail?", null, null, "Did it fail?")]
    // The cloud's words after a colon are unchanged; only letters are capitalized.
    [InlineData("list", "the servers", "Version 2.999 is not supported.", 406, null,
        "Cannot list the servers: Version 2.999 is not supported (HTTP 406).")]
    [InlineData(null, null, "/etc/openstack/clouds.yaml, line 7: this is not valid YAML", null, null,
        "/etc/openstack/clouds.yaml, line 7: this is not valid YAML.")]
    [InlineData(null, null, "", null, null, "")]
    public void Message_IsOneSentence_OfOperationTargetReasonAndOrigin(string? operation, string? target, string reason, int? status,
        string? requestId, string expected)
    {
        var error = new NovaException(NovaErrorId.NovaServerLocked,
            reason) { Operation = operation, Target = target, StatusCode = status, RequestId = requestId };

        Assert.Equal(expected, error.Message);
        Assert.Equal((expected + " 2 inputs were not sent. It ended there.").TrimStart(),
            error.Note("2 inputs were not sent.").Note("it ended there").Message);
    }

    [Fact]
    public void For_SetsOperationAndTarget_OnlyWhenTheyAreNotSet()
    {
        var error = new NovaException(NovaErrorId.NovaForbidden, "no").For("look up", "server 'web1'")
            .For("use", "connection 'prod'");

        Assert.Equal("Cannot look up server 'web1': no.", error.Message);
        Assert.Equal("Server 'web1' is gone.", error.About("server 'web1'", "is gone").For("use", "connection 'prod'").Message);
    }

    [Fact]
    public void Copy_HasAllData_AndItsOwnNotes()
    {
        var cause = new InvalidOperationException();
        var error = new NovaException(NovaErrorId.NovaServerBusy, "busy", cause).For("start", "server 'a'")
            .OnServer("a", "a", connection: "prod").Note("One.");
        (error.Remedy, error.StatusCode, error.FaultKind, error.FaultMessage, error.RequestId) =
            ("Wait.", 409, "conflictingRequest", "busy", "req-9");
        (error.Method, error.Path, error.Attempts, error.VmState, error.TaskState) = ("POST", "/p", 2, "active", "powering-on");
        (error.NotSent, error.Others, error.WasNeverSent, error.SentAt, error.Server) =
            ([1], [error], true, TimeSpan.FromSeconds(1), new NovaServer("a", "a"));

        var copy = error.Copy();

        Assert.Same(error.InnerException, copy.InnerException);
        foreach (var property in typeof(NovaException)
            .GetProperties(System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.NonPublic
                | System.Reflection.BindingFlags.Instance)
            .Where(p => p.DeclaringType == typeof(NovaException)))
        {
            Assert.Equal(property.GetValue(error), property.GetValue(copy));
        }

        Assert.Equal(["One."], error.Notes);
        copy.Note("Two.");
        Assert.Equal(["One."], error.Notes);
    }

    [Fact]
    public void Remedy_IsTheDefaultOfTheErrorId_UnlessItIsSet()
    {
        Assert.All(Enum.GetValues<NovaErrorId>(), id => Assert.Matches(@"^[A-Z].+\.$", new NovaException(id, "no").Remedy));
        Assert.Equal("Wait.", new NovaException(NovaErrorId.NovaServerBusy, "no") { Remedy = "Wait." }.Remedy);
        // The id may be determined later.
        Assert.Equal(new NovaException(NovaErrorId.NovaUnauthorized, "no").Remedy,
            new NovaException(NovaErrorId.NovaServerNotFound, "no") { ErrorId = NovaErrorId.NovaUnauthorized }.Remedy);
    }

    [Fact]
    public void Internal_NamesTheException()
    {
        var bug = new InvalidOperationException("Boom.");
        var error = NovaException.Internal(bug).For("start", "server 'a'");

        Assert.Equal((NovaErrorId.NovaInternalError,
            "Cannot start server 'a': unexpected System.InvalidOperationException in NovaPS: Boom."), (error.ErrorId, error.Message));
        Assert.Equal("System.InvalidOperationException", error.InnerException?.Message);
    }
}
