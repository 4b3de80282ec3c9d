using System;
using System.Collections;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using NovaPS.Client.Compute;
using NovaPS.Client.Errors;
using NovaPS.Commands.Abstractions;
using NovaPS.Completers;
using NovaPS.Parameters;
using NovaPS.Simulator;

namespace NovaPS.Commands;

/// <summary>Implements Add-NovaSimulatorFault.</summary>
[Cmdlet(VerbsCommon.Add, "NovaSimulatorFault", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low,
    DefaultParameterSetName = DelaySet)]
[OutputType(typeof(NovaSimulatorFault))]
public sealed class AddNovaSimulatorFaultCommand : SimulatorCmdlet
{
    private const string DelaySet = "Delay";
    private const string StatusCodeSet = "StatusCode";
    private const string FailsOnHostSet = "FailsOnHost";
    private const string ResetSet = "Reset";
    private const string ResetAfterProcessingSet = "ResetAfterProcessing";
    private const string TruncateSet = "Truncate";
    private const string NoResponseSet = "NoResponse";

    /// <summary>
    /// <para>Specifies the servers whose requests are affected: those with the server's id in the path. A list of servers names none,
    /// and is never affected. Each server gets its own fault, with its own count.</para>
    /// <para>Names are not case-sensitive and can contain wildcards. Ids, NovaServer and NovaServerAction objects are accepted
    /// too.</para>
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(SimulatorServerCompleter))]
    public NovaServerIdentity[]? Server { get; set; }

    /// <summary>
    /// Specifies the server action that is affected: Start, Stop, Lock, ConsoleOutput and so on, or Nova's own name for it,
    /// such as os-start. Tab completes it.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SimulatorActionCompleter))]
    public string? Action { get; set; }

    /// <summary>Specifies the method of the requests that are affected, such as GET. It is not case-sensitive.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Method { get; set; }

    /// <summary>
    /// Specifies text that the path and query of the affected requests contain, such as servers/detail or auth/tokens. It
    /// is not case-sensitive and can contain wildcards.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>
    /// Specifies how many requests are affected, starting with the next one. The default is 1. -1 affects all requests,
    /// until Clear-NovaSimulatorFault.
    /// </summary>
    [Parameter]
    [ValidateRange(-1, int.MaxValue)]
    public int Count { get; set; } = 1;

    /// <summary>
    /// Specifies the status to return, from 200 to 599. The request is not processed. The body is the one that Nova or
    /// Keystone returns with that status.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = StatusCodeSet)]
    [ValidateRange(200, 599)]
    public int StatusCode { get; set; }

    /// <summary>
    /// Specifies the body of the response with -StatusCode, instead of Nova's own. A body that is not JSON is returned
    /// without Nova's headers, as by a proxy.
    /// </summary>
    [Parameter(ParameterSetName = StatusCodeSet)]
    [AllowEmptyString]
    public string? Body { get; set; }

    /// <summary>
    /// Specifies the Retry-After header of the response with -StatusCode, from 0 to 86400 seconds: a number of seconds, or a
    /// TimeSpan, which is rounded up to seconds.
    /// </summary>
    [Parameter(ParameterSetName = StatusCodeSet)]
    [DurationTransformation(0, 86400)]
    [PSDefaultValue(Help = "None")]
    public TimeSpan RetryAfter { get; set; }

    /// <summary>
    /// Specifies more headers of the response with -StatusCode, such as <c>@{ Location = 'https://other.example' }</c>.
    /// </summary>
    [Parameter(ParameterSetName = StatusCodeSet)]
    [ValidateNotNull]
    public IDictionary Headers { get; set; } = new Hashtable();

    /// <summary>
    /// Accepts an action that runs on a compute host, or the deletion of a server, and lets it fail there, as in Nova: the
    /// server returns to its previous state or goes to ERROR, and its action records show the failure. A reboot of a
    /// running server is the exception: Nova records it as a success.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = FailsOnHostSet)]
    public SwitchParameter FailsOnHost { get; set; }

    /// <summary>Resets the connection, without processing the request.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ResetSet)]
    public SwitchParameter Reset { get; set; }

    /// <summary>Processes the request, and resets the connection instead of responding: the response is lost.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ResetAfterProcessingSet)]
    public SwitchParameter ResetAfterProcessing { get; set; }

    /// <summary>Closes the connection after this many bytes of the response body. The request is processed.</summary>
    [Parameter(Mandatory = true, ParameterSetName = TruncateSet)]
    [ValidateRange(0, int.MaxValue)]
    public int Truncate { get; set; }

    /// <summary>Does not process the request, and keeps the connection open until the client times out.</summary>
    [Parameter(Mandatory = true, ParameterSetName = NoResponseSet)]
    public SwitchParameter NoResponse { get; set; }

    /// <summary>
    /// Specifies how long to delay the response, from 0 to 86400 seconds: a number of seconds, or a TimeSpan. The request is
    /// processed first. This is real time: Advance does not shorten it.
    /// </summary>
    [Parameter(ParameterSetName = DelaySet)]
    [Parameter(ParameterSetName = StatusCodeSet)]
    [Parameter(ParameterSetName = FailsOnHostSet)]
    [Parameter(ParameterSetName = ResetSet)]
    [Parameter(ParameterSetName = ResetAfterProcessingSet)]
    [Parameter(ParameterSetName = TruncateSet)]
    [DurationTransformation(0, 86400)]
    [PSDefaultValue(Help = "0")]
    public TimeSpan Delay { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            Action = Action is null ? null : SimulatorActionCompleter.Read(Action);
        }
        catch (NovaException e)
        {
            Refuse(e, Action);
        }

        RequireEffect();
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var simulator in Simulator)
        {
            var faults = Server is null ? [Create(null)] : Array.ConvertAll(Server, server => Create(NameOf(simulator, server)));
            foreach (var fault in faults)
            {
                if (!ShouldProcess("the simulator at " + simulator.AuthUrl, "add a fault for " + Describe(fault)))
                    continue;
                simulator.AddFault(fault);
                WriteObject(fault);
            }
        }
    }

    /// <summary>Refuses a fault that would affect no request: a test with it could not fail.</summary>
    private void RequireEffect()
    {
        if (ParameterSetName == DelaySet && Delay == TimeSpan.Zero)
            Refuse("no fault was specified",
                "Use -StatusCode, -FailsOnHost, -Reset, -ResetAfterProcessing, -Truncate, -NoResponse or -Delay.", null);
        var isOff = new[] { FailsOnHost, Reset, ResetAfterProcessing, NoResponse }.All(s => !s.IsPresent);
        if (isOff && ParameterSetName is FailsOnHostSet or ResetSet or ResetAfterProcessingSet or NoResponseSet)
            Refuse("-" + ParameterSetName + " is $false, so there is no fault", "Omit the command.", null);
        if (Count == 0)
            Refuse("-Count is 0, so the fault would affect no request", "Specify the number of requests, or -1 for all.", Count);
        if (Action is not null && Method is not null && !string.Equals(Method, "POST", StringComparison.OrdinalIgnoreCase))
            Refuse("an action is sent with POST, never with " + Method + ", so the fault would affect no request",
                "Omit -Method or -Action.", Method);
        if (FailsOnHost && (Action is not null && !NovaSimulatorFault.CanFailOnHost(Action)
            || Method?.ToUpperInvariant() is not null and not "POST" and not "DELETE"))
            Refuse("-FailsOnHost applies to actions that run on a compute host and to deletions only, so the fault would affect no request",
                "Use an action such as Start, Reboot or Resize, or omit -Action and -Method.", Action ?? Method);
    }

    private string NameOf(NovaSimulator simulator, NovaServerIdentity server)
    {
        if (server.Problem is { } problem)
            Refuse(problem, ServerRemedy, server.Input);
        if (server.Id is { } id)
            return simulator.GetServer(id) is null ? RefuseMissing(simulator, id, server.Input) : id;
        // If several servers have the name, the fault applies to all of them.
        var name = server.ToPattern();
        var match = name.Select(simulator.GetServers(), s => s.Name);
        if (match.IsByPattern)
            return name.Text;
        return match.Found.Count == 0 ? RefuseMissing(simulator, name.Name, server.Input) : NamePattern.Escape(match.Found[0].Name);
    }

    private string RefuseMissing(NovaSimulator simulator, string name, object? input)
    {
        Refuse("the simulator has no server '" + name + "', so the fault would affect no request",
            NearestName.Remedy(name, simulator.GetServers().Select(s => s.Name), "-Server",
                "Add the server first, with -Server of Start-NovaSimulator or AddServer, or use a pattern."), input);
        return name;
    }

    /// <summary>Such as "the next 2 requests (os-start, server web1): 503".</summary>
    private static string Describe(NovaSimulatorFault fault)
    {
        var server = fault.ServerName is { } name && !WildcardPattern.ContainsWildcardCharacters(name) ? WildcardPattern.Unescape(name)
            : fault.ServerName;
        string?[] which = [fault.Action, fault.Method, server is null ? null : "server " + server, fault.PathContains is null ? null
            : "path " + fault.PathContains];
        var named = string.Join(", ", which.Where(w => w is not null));
        var count = fault.Count switch { < 0 => "all requests", 1 => "the next request", _ =>
            string.Format(CultureInfo.InvariantCulture, "the next {0} requests", fault.Count) };
        return count + (named.Length > 0 ? " (" + named + "): " : ": ") + fault;
    }

    private NovaSimulatorFault Create(string? server)
    {
        var headers = new Hashtable(Headers, StringComparer.OrdinalIgnoreCase);
        if (MyInvocation.BoundParameters.ContainsKey(nameof(RetryAfter)))
            headers["Retry-After"] = Math.Ceiling(RetryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return new NovaSimulatorFault
        {
            Count = Count,
            Method = Method,
            PathContains = Path,
            ServerName = server,
            Action = Action,
            StatusCode = StatusCode,
            Body = Body,
            Headers = headers,
            Delay = Delay,
            Reset = Reset,
            ResetAfterProcessing = ResetAfterProcessing,
            Truncate = ParameterSetName == TruncateSet ? Truncate : null,
            NoResponse = NoResponse,
            FailsOnHost = FailsOnHost,
        };
    }
}
