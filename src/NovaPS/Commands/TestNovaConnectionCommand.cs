using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Management.Automation;
using NovaPS.Client;
using NovaPS.Client.Diagnostics;
using NovaPS.Commands.Abstractions;
using NovaPS.Completers;
using NovaPS.Internal;
using NovaPS.Parameters;

namespace NovaPS.Commands;

/// <summary>Implements Test-NovaConnection.</summary>
/// <remarks>
/// Resolves names and opens ports as the system does. Sends GET /v3 and POST /v3/auth/tokens to Keystone, GET for Nova's version
/// document, one server and its action records, and DELETE /v3/auth/tokens for the token that it requested.
/// </remarks>
[Cmdlet(VerbsDiagnostic.Test, "NovaConnection", DefaultParameterSetName = EnvironmentSet)]
[OutputType(typeof(NovaConnectionTest))]
public sealed class TestNovaConnectionCommand : ConnectionParametersCmdlet
{
    private const int ProgressId = 1775;
    private const string Activity = "Testing the connection";

    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

    private readonly List<string> _warnings = [];
    private readonly Stopwatch _since = new();
    private volatile string? _step;
    private string? _timed;
    private string? _shown;
    private NovaConnection? _used;

    /// <summary>
    /// Specifies an open connection to test: its name, or the object from Connect-NovaProject or Get-NovaConnection. The command
    /// does not log in, and the connection stays open.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = ConnectionSet)]
    [ConnectionTransformation]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    [AllowNull]
    public NovaConnection? Connection { get; set; }

    /// <summary>Whether a parameter specifies a cloud.</summary>
    private bool IsCloudSpecified => MyInvocation.BoundParameters.Keys.Any(k =>
        k != nameof(RequestTimeout) && typeof(ConnectionParametersCmdlet).GetProperty(k) is not null);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        NovaConnection? passed = null;
        try
        {
            ValidateParameters();
            var target = FindTarget(ref passed);
            Await(() => Diagnosis.RunAsync(target, SystemNetwork.Instance, SystemClock.Instance, step => _step = step,
                row => Dispatcher.Post(() => WriteObject(row)), Dispatcher, Cancellation));
            if (_shown is not null)
                WriteProgress(new ProgressRecord(ProgressId, Activity, "done") { RecordType = ProgressRecordType.Completed });
        }
        catch (NovaException e)
        {
            ThrowTerminatingError(e, Given);
        }
        finally
        {
            passed?.Client!.Dispose();
        }
    }

    /// <summary>Shows the step in progress, once it takes longer than a second.</summary>
    private protected override void Tick()
    {
        if (_step != _timed)
        {
            _timed = _step;
            _since.Restart();
        }
        else if (_timed is { } step && step != _shown && _since.Elapsed > Quiet)
        {
            _shown = step;
            WriteProgress(new ProgressRecord(ProgressId, Activity, step));
        }
    }

    /// <summary>A connection that was replaced meanwhile is closed once it is tested.</summary>
    private protected override void OnDispose()
    {
        _ = _used?.Client!.EndUseAsync();
        _used = null;
    }

    /// <inheritdoc/>
    private protected override void Warn(string warning) => _warnings.Add(warning);

    private DiagnosisTarget FindTarget(ref NovaConnection? passed)
    {
        var list = ConnectionList.Of(this);
        if (ParameterSetName == ConnectionSet)
            return OfConnection(Use(list.Find(Connection!)) ?? throw list.NotOpen(Connection!));
        if (ParameterSetName == EnvironmentSet && !IsCloudSpecified && Use(list.Default) is { } connection)
            return OfConnection(connection);
        if (ParameterSetName == EndpointSet)
            return DiagnosisTarget.Of(passed = FromToken(), ConfigurationStep.OfParameters(MyInvocation.BoundParameters.Keys));
        if (ParameterSetName is not (EnvironmentSet or CloudSet))
            return DiagnosisTarget.Of(ReadRequest(), ConfigurationStep.OfParameters(MyInvocation.BoundParameters.Keys));
        try
        {
            var request = ReadRequest();
            var namedBy = ParameterSetName == CloudSet ? "-Cloud"
                : string.IsNullOrEmpty(Environment.GetEnvironmentVariable("OS_CLOUD")) ? null : "OS_CLOUD";
            return DiagnosisTarget.Of(request, ConfigurationStep.OfSettings(Settings!, namedBy, _warnings));
        }
        catch (NovaException e)
        {
            // An error in the files or variables is a result of the test.
            foreach (var warning in _warnings)
                e.Note(warning);
            return DiagnosisTarget.Of(Settings?.Name ?? (Cloud.Length > 0 ? Cloud : "OS_*"), e);
        }
    }

    private NovaConnection? Use(NovaConnection? connection) => _used = connection?.Client!.TryBeginUse() == true ? connection : null;

    private static DiagnosisTarget OfConnection(NovaConnection connection) =>
        DiagnosisTarget.Of(connection, ConfigurationStep.OfConnection(connection));
}
