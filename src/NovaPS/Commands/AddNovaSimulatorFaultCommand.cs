using System;
using System.Collections;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using NovaPS.Commands.Abstractions;
using NovaPS.Completers;
using NovaPS.Simulator;

namespace NovaPS.Commands;

/// <summary>
/// <para type="synopsis">Has something go wrong in a simulator.</para>
/// </summary>
[Cmdlet(VerbsCommon.Add, "NovaSimulatorFault", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low, DefaultParameterSetName = Slow)]
[OutputType(typeof(NovaSimulatorFault))]
public sealed class AddNovaSimulatorFaultCommand : SimulatorCmdlet
{
    private const string Slow = "Delay";
    private const string Answer = "StatusCode";
    private const string Failing = "FailsOnHost";
    private const string Broken = "Reset";
    private const string Lost = "ResetAfterProcessing";
    private const string Cut = "Truncate";
    private const string Silent = "NeverAnswer";

    /// <summary>
    /// <para type="description">The servers whose requests are hit.</para>
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SimulatorServerCompleter))]
    public NovaServerIdentity[]? Server { get; set; }

    /// <summary>
    /// <para type="description">The server action that is hit: Start, or Nova's own word for it, os-start.</para>
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SimulatorActionCompleter))]
    public string? Action { get; set; }

    /// <summary>
    /// <para type="description">The method of the requests that are hit.</para>
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Method { get; set; }

    /// <summary>
    /// <para type="description">What path and query of the requests must contain.</para>
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>
    /// <para type="description">How many requests are hit: the next ones. -1: all.</para>
    /// </summary>
    [Parameter]
    [ValidateRange(-1, int.MaxValue)]
    public int Count { get; set; } = 1;

    /// <summary>
    /// <para type="description">Answer with this status, and do not carry the request out.</para>
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = Answer)]
    [ValidateRange(200, 599)]
    public int StatusCode { get; set; }

    /// <summary>
    /// <para type="description">The body of that answer.</para>
    /// </summary>
    [Parameter(ParameterSetName = Answer)]
    [AllowEmptyString]
    public string? Body { get; set; }

    /// <summary>
    /// <para type="description">The header Retry-After of that answer, in seconds.</para>
    /// </summary>
    [Parameter(ParameterSetName = Answer)]
    [ValidateRange(0, 86400)]
    public int RetryAfter { get; set; }

    /// <summary>
    /// <para type="description">More headers of that answer.</para>
    /// </summary>
    [Parameter(ParameterSetName = Answer)]
    [ValidateNotNull]
    public IDictionary Headers { get; set; } = new Hashtable();

    /// <summary>
    /// <para type="description">Accept the start or stop, and let it fail on its host.</para>
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = Failing)]
    public SwitchParameter FailsOnHost { get; set; }

    /// <summary>
    /// <para type="description">Reset the connection, and do not carry the request out.</para>
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = Broken)]
    public SwitchParameter Reset { get; set; }

    /// <summary>
    /// <para type="description">Carry the request out, and reset the connection instead of answering.</para>
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = Lost)]
    public SwitchParameter ResetAfterProcessing { get; set; }

    /// <summary>
    /// <para type="description">Cut the answer after so many bytes of its body.</para>
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = Cut)]
    [ValidateRange(0, int.MaxValue)]
    public int Truncate { get; set; }

    /// <summary>
    /// <para type="description">Do nothing, and never answer.</para>
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = Silent)]
    public SwitchParameter NeverAnswer { get; set; }

    /// <summary>
    /// <para type="description">Hold the answer back for so many seconds.</para>
    /// </summary>
    [Parameter(ParameterSetName = Slow)]
    [Parameter(ParameterSetName = Answer)]
    [Parameter(ParameterSetName = Failing)]
    [Parameter(ParameterSetName = Broken)]
    [Parameter(ParameterSetName = Lost)]
    [Parameter(ParameterSetName = Cut)]
    [ValidateRange(0.0, 86400.0)]
    public double Delay { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            Action = Action is null ? null : SimulatorActionCompleter.Read(Action);
            DemandSense();
        }
        catch (ArgumentException e)
        {
            Refuse(e.Message, Action);
        }
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

    /// <summary>A fault that could never hit makes a test that cannot fail.</summary>
    private void DemandSense()
    {
        if (ParameterSetName == Slow && Delay <= 0)
            Refuse("Nothing is said to go wrong. Give -StatusCode, -FailsOnHost, -Reset, -ResetAfterProcessing, -Truncate, -NeverAnswer or -Delay.", null);
        var isOff = new[] { FailsOnHost, Reset, ResetAfterProcessing, NeverAnswer }.All(s => !s.IsPresent);
        if (isOff && ParameterSetName is Failing or Broken or Lost or Silent)
            Refuse("-" + ParameterSetName + " is $false: then nothing is to go wrong. Leave the command out.", null);
        if (Count == 0)
            Refuse("-Count is 0: the fault would hit nothing. Give the number of requests, or -1 for all.", Count);
        if (Action is not null && Method is not null && !string.Equals(Method, "POST", StringComparison.OrdinalIgnoreCase))
            Refuse("An action is sent with POST, never with " + Method + ": the fault would hit nothing. Leave out -Method or -Action.", Method);
        if (FailsOnHost && (Action is not null and not "os-start" and not "os-stop" || Method is not null && !string.Equals(Method, "POST", StringComparison.OrdinalIgnoreCase)))
            Refuse("-FailsOnHost goes with starts and stops alone: the fault would hit nothing. Give -Action Start or Stop, or none.", Action ?? Method);
    }

    private string NameOf(NovaSimulator simulator, NovaServerIdentity server)
    {
        if (server.Problem is { } problem)
            Refuse(problem, server.Input);
        var name = server.Id ?? server.Name!;
        // Several may have one name: the fault is for all of them.
        if (!server.IsPattern && (server.Id is null ? simulator.GetServers().All(s => s.Name != name) : simulator.GetServer(name) is null))
            Refuse("The simulator has no server '" + name + "': the fault would hit nothing. Add the server first, with -Server of Start-NovaSimulator or AddServer, or give a pattern.", server.Input);
        return server.IsPattern || server.Id is not null ? name : WildcardPattern.Escape(name);
    }

    /// <summary>The next 2 requests (os-start, server web1): 503.</summary>
    private static string Describe(NovaSimulatorFault fault)
    {
        var server = fault.ServerName is { } name && !WildcardPattern.ContainsWildcardCharacters(name) ? WildcardPattern.Unescape(name) : fault.ServerName;
        string?[] which = [fault.Action, fault.Method, server is null ? null : "server " + server, fault.PathContains is null ? null : "path " + fault.PathContains];
        var named = string.Join(", ", which.Where(w => w is not null));
        var count = fault.Count switch { < 0 => "all requests", 1 => "the next request", _ => string.Format(CultureInfo.InvariantCulture, "the next {0} requests", fault.Count) };
        return count + (named.Length > 0 ? " (" + named + "): " : ": ") + fault;
    }

    private NovaSimulatorFault Create(string? server)
    {
        var headers = new Hashtable(Headers, StringComparer.OrdinalIgnoreCase);
        if (MyInvocation.BoundParameters.ContainsKey(nameof(RetryAfter)))
            headers["Retry-After"] = RetryAfter.ToString(CultureInfo.InvariantCulture);
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
            Delay = TimeSpan.FromSeconds(Delay),
            Reset = Reset,
            ResetAfterProcessing = ResetAfterProcessing,
            Truncate = ParameterSetName == Cut ? Truncate : null,
            NeverAnswer = NeverAnswer,
            FailsOnHost = FailsOnHost,
        };
    }
}
