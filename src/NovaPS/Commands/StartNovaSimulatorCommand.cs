using System;
using System.Globalization;
using System.Management.Automation;
using System.Net.Sockets;
using NovaPS.Internal;
using NovaPS.Parameters;
using NovaPS.Simulator;

namespace NovaPS.Commands;

/// <summary>
/// <para type="synopsis">Starts a Keystone and a Nova on loopback, inside this process.</para>
/// </summary>
[Cmdlet(VerbsLifecycle.Start, "NovaSimulator", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(NovaSimulator))]
public sealed class StartNovaSimulatorCommand : PSCmdlet
{
    /// <summary>
    /// <para type="description">How many stopped servers it begins with (server-1, server-2...), or their names and statuses: a number, or a hashtable of names.</para>
    /// </summary>
    [Parameter(Position = 0)]
    [ValidateNotNull]
    public object? Server { get; set; }

    /// <summary>
    /// <para type="description">How long a server takes from powering-on to ACTIVE, in seconds.</para>
    /// </summary>
    [Parameter]
    [ValidateRange(0.0, 86400.0)]
    public double StartDelay { get; set; } = 2;

    /// <summary>
    /// <para type="description">How long a server takes from powering-off to SHUTOFF, in seconds.</para>
    /// </summary>
    [Parameter]
    [ValidateRange(0.0, 86400.0)]
    public double StopDelay { get; set; } = 2;

    /// <summary>
    /// <para type="description">How long each answer takes, in seconds.</para>
    /// </summary>
    [Parameter]
    [ValidateRange(0.0, 3600.0)]
    public double Latency { get; set; }

    /// <summary>
    /// <para type="description">How many servers stand on one page of a list.</para>
    /// </summary>
    [Parameter]
    [ValidateRange(1, 100000)]
    public int PageSize { get; set; } = 1000;

    /// <summary>
    /// <para type="description">The port on 127.0.0.1. 0: any free one.</para>
    /// </summary>
    [Parameter]
    [ValidateRange(0, 65535)]
    public int Port { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!ShouldProcess("a simulator on 127.0.0.1", "start"))
            return;
        var options = new NovaSimulatorOptions
        {
            Port = Port,
            StartDelay = TimeSpan.FromSeconds(StartDelay),
            StopDelay = TimeSpan.FromSeconds(StopDelay),
            Latency = TimeSpan.FromSeconds(Latency),
            PageSize = PageSize,
        };
        try
        {
            options.Servers = [.. SimulatorServers.Read(Server)];
            WriteObject(new NovaSimulator(options));
        }
        catch (ArgumentException e)
        {
            ThrowTerminatingError(ErrorRecords.Create(e, "NovaSimulatorInputInvalid", ErrorCategory.InvalidArgument, Server));
        }
        catch (SocketException e)
        {
            var message = string.Format(CultureInfo.InvariantCulture, "Port {0} of 127.0.0.1 cannot be had: {1}. Give another with -Port, or none.", Port, e.Message.TrimEnd('.'));
            ThrowTerminatingError(ErrorRecords.Create(new InvalidOperationException(message, e), "NovaSimulatorPortInUse", ErrorCategory.ResourceUnavailable, Port));
        }
    }
}
