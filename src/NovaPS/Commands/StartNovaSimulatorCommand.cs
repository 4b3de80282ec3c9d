using System;
using System.Globalization;
using System.Management.Automation;
using System.Net.Sockets;
using NovaPS.Commands.Abstractions;
using NovaPS.Parameters;
using NovaPS.Simulator;

namespace NovaPS.Commands;

/// <summary>Implements Start-NovaSimulator.</summary>
[Cmdlet(VerbsLifecycle.Start, "NovaSimulator", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(NovaSimulator))]
public sealed class StartNovaSimulatorCommand : NovaCmdlet
{
    private static readonly TimeSpan DefaultDelay = TimeSpan.FromSeconds(2);

    /// <summary>
    /// <para>Specifies the servers that the simulator starts with. A number creates that many stopped servers: server-1, server-2
    /// and so on. Names create stopped servers with these names. A hashtable contains names and statuses:
    /// <c>@{ 'web-01' = 'SHUTOFF'; 'web-02' = 'ACTIVE' }</c>. Instead of a status, it can contain a hashtable with more
    /// properties: <c>@{ 'web-01' = @{ Status = 'SHUTOFF'; Locked = $true } }</c>.</para>
    /// <para>A hashtable with the key Name describes one server: <c>@{ Name = 'web-01'; Status = 'ACTIVE'; Locked = $true }</c>.
    /// Its keys are the properties of NovaPS.Simulator.NovaSimulatorServer; the default status is ACTIVE. An object with a
    /// Name property, as Import-Csv and ConvertFrom-Json create it, does the same; its empty strings count as not
    /// specified. An array can contain all of these. Without -Server there are no servers.</para>
    /// <para>Addresses contains one or more addresses for each network: <c>Addresses = @{ private = '10.0.0.5', '10.0.0.6' }</c>.
    /// A floating address is a hashtable: <c>@{ Address = '203.0.113.7'; Type = 'floating' }</c>.</para>
    /// </summary>
    [Parameter(Position = 0)]
    [ValidateNotNull]
    public object? Server { get; set; }

    /// <summary>
    /// Specifies how long a server takes from powering-on to ACTIVE, from 0 to 86400 seconds: a number of seconds, or a TimeSpan.
    /// The default is 2 seconds.
    /// </summary>
    [Parameter]
    [DurationTransformation(0, 86400)]
    [PSDefaultValue(Help = "2")]
    public TimeSpan StartDelay { get; set; } = DefaultDelay;

    /// <summary>
    /// Specifies how long a server takes from powering-off to SHUTOFF, from 0 to 86400 seconds: a number of seconds, or a TimeSpan.
    /// The default is 2 seconds.
    /// </summary>
    [Parameter]
    [DurationTransformation(0, 86400)]
    [PSDefaultValue(Help = "2")]
    public TimeSpan StopDelay { get; set; } = DefaultDelay;

    /// <summary>
    /// Specifies how long every other action takes, such as a reboot, a resize or a deletion, from 0 to 86400 seconds: a number
    /// of seconds, or a TimeSpan. The default is 2 seconds.
    /// </summary>
    [Parameter]
    [DurationTransformation(0, 86400)]
    [PSDefaultValue(Help = "2")]
    public TimeSpan ActionDelay { get; set; } = DefaultDelay;

    /// <summary>
    /// Keeps shelved servers on their host, with the status SHELVED. By default, they are offloaded at once, and their status is
    /// SHELVED_OFFLOADED.
    /// </summary>
    [Parameter]
    public SwitchParameter NoShelveOffload { get; set; }

    /// <summary>
    /// Keeps deleted servers, with the status SOFT_DELETED, until they are restored or deleted permanently. By default, they
    /// are deleted permanently.
    /// </summary>
    [Parameter]
    public SwitchParameter SoftDelete { get; set; }

    /// <summary>
    /// Requires a passcode (TOTP) in addition to the password, as a cloud with multi-factor authentication does. The method GetPasscode of
    /// the simulator returns the current one.
    /// </summary>
    [Parameter]
    public SwitchParameter RequirePasscode { get; set; }

    /// <summary>
    /// Specifies how long each response takes, from 0 to 3600 seconds: a number of seconds, or a TimeSpan. The default is 0.
    /// </summary>
    [Parameter]
    [DurationTransformation(0, 3600)]
    [PSDefaultValue(Help = "0")]
    public TimeSpan Latency { get; set; }

    /// <summary>
    /// Specifies how many servers a page of a list contains at most, from 1 to 100000. The default is 1000, as in Nova.
    /// </summary>
    [Parameter]
    [ValidateRange(1, 100000)]
    public int PageSize { get; set; } = 1000;

    /// <summary>Specifies the port on 127.0.0.1, from 0 to 65535. The default, 0, uses any free port.</summary>
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
            StartDelay = StartDelay,
            StopDelay = StopDelay,
            ActionDelay = ActionDelay,
            ShelveOffloads = !NoShelveOffload,
            SoftDeletes = SoftDelete,
            Latency = Latency,
            PageSize = PageSize,
            RequiresPasscode = RequirePasscode,
        };
        try
        {
            options.Servers = [.. SimulatorServers.Read(Server)];
            WriteObject(new NovaSimulator(options));
        }
        catch (NovaException e)
        {
            ThrowTerminatingError(e, Server);
        }
        catch (ArgumentException e)
        {
            ThrowTerminatingError(new NovaException(NovaErrorId.NovaSimulatorInputInvalid, e.Message, e), Server);
        }
        catch (SocketException e)
        {
            var reason = string.Format(CultureInfo.InvariantCulture, "port {0} of 127.0.0.1 is not available: {1}", Port, e.Message);
            ThrowTerminatingError(new NovaException(NovaErrorId.NovaSimulatorPortInUse, reason, e), Port);
        }
    }
}
