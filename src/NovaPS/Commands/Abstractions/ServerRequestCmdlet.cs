using System.Collections.Generic;
using System.Management.Automation;
using NovaPS.Completers;
using NovaPS.Internal;
using NovaPS.Parameters;

namespace NovaPS.Commands.Abstractions;

/// <summary>A cmdlet that changes servers, with many requests in flight.</summary>
public abstract class ServerRequestCmdlet : ServerCmdlet
{
    private bool _hasWarned;

    /// <summary>
    /// Specifies how many requests can be in flight at once, from 1 to 1000. The default is 16. A connection limits the requests
    /// of all commands together (32, or -MaxConcurrency of Connect-NovaProject): the smaller limit applies.
    /// </summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    public int ThrottleLimit { get; set; } = 16;

    /// <summary>
    /// Specifies the connection to use: its name, or the object from Connect-NovaProject or Get-NovaConnection. By default, an object
    /// uses the connection that it was read through, and ids and names use the default connection. If that connection is not open, or
    /// there is no default, the error is NovaNotConnected.
    /// </summary>
    [Parameter]
    [ConnectionTransformation]
    [ValidateConnection]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    public NovaConnection? Connection { get; set; }

    private protected override IReadOnlyList<NovaConnection> GivenConnections => Connection is null ? [] : [Connection];

    private protected override int MaxInFlight => ThrottleLimit;

    /// <summary>Whether -WhatIf or the WhatIfPreference of the caller is set.</summary>
    private protected bool IsWhatIf => MyInvocation.BoundParameters.TryGetValue("WhatIf", out var given)
        ? LanguagePrimitives.IsTrue(given) : LanguagePrimitives.IsTrue(GetVariableValue("WhatIfPreference"));

    private protected override string? DescribeInterruption() =>
        InFlight == 0 || IsWhatIf ? null : OutcomeText.Canceled(InFlight);

    /// <summary>Warns once if -ThrottleLimit is above the limit of the connection.</summary>
    private protected void WarnOfThrottleLimit(NovaConnection connection)
    {
        if (_hasWarned || !(ThrottleLimit > connection.MaxConcurrency) || !MyInvocation.BoundParameters.ContainsKey(nameof(ThrottleLimit)))
            return;
        _hasWarned = true;
        WriteWarning("-ThrottleLimit " + ThrottleLimit + " has no effect above " + connection.MaxConcurrency
            + ", the limit of connection '" + connection.Name + "'. To raise it, connect with -MaxConcurrency.");
    }
}
