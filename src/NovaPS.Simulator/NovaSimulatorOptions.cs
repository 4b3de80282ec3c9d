using System;
using System.Collections.Generic;

namespace NovaPS.Simulator;

/// <summary>What a <see cref="NovaSimulator"/> is made of. It is read once, when the simulator starts.</summary>
public sealed class NovaSimulatorOptions
{
    /// <summary>The port to listen on; 0 takes any that is free.</summary>
    public int Port { get; set; }

    /// <summary>The servers that are there from the beginning.</summary>
    public IList<NovaSimulatorServer> Servers { get; set; } = new List<NovaSimulatorServer>();

    /// <summary>How long a start takes. Zero: it is done when somebody looks next.</summary>
    public TimeSpan StartDelay { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a stop takes. Zero: it is done when somebody looks next.</summary>
    public TimeSpan StopDelay { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long every other action takes, such as a reboot. Zero: it is done at the next request.</summary>
    public TimeSpan ActionDelay { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Whether a shelved server leaves its host at once (SHELVED_OFFLOADED), as with Nova's shelved_offload_time 0. Otherwise it
    /// stays SHELVED.
    /// </summary>
    public bool ShelveOffloads { get; set; } = true;

    /// <summary>
    /// Whether a deleted server can be restored (SOFT_DELETED), as with Nova's reclaim_instance_interval. Otherwise it is gone.
    /// </summary>
    public bool SoftDeletes { get; set; }

    /// <summary>How long each answer is held back after the request was carried out.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>The most servers on one page: Nova's max_limit.</summary>
    public int PageSize { get; set; } = 1000;

    /// <summary>
    /// The time in UTC: of states, tokens and the Date header. It is called on other threads, so it cannot be a script block;
    /// scripts move the time with <see cref="NovaSimulator.Advance(TimeSpan)"/>.
    /// </summary>
    public Func<DateTime> Clock { get; set; } = () => DateTime.UtcNow;

    /// <summary>How long a token is good.</summary>
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// Whether users need a passcode (TOTP) beside the password: multi_factor_auth_rules [["password", "totp"],
    /// ["application_credential"]]. Otherwise Keystone knows no passcodes, as by default.
    /// </summary>
    public bool RequiresPasscode { get; set; }

    /// <summary>The highest microversion that is answered.</summary>
    public string MaxMicroversion { get; set; } = "2.93";

    /// <summary>How the catalog writes the compute URL.</summary>
    public NovaSimulatorEndpointStyle EndpointStyle { get; set; }

    /// <summary>
    /// The regions in the catalog. The first has the plain URL, the others have /region/NAME before the version, so that
    /// the request log tells which was used; all lead to the same servers.
    /// </summary>
    public IList<string> Regions { get; set; } = new List<string> { "RegionOne" };

    /// <summary>
    /// True: Nova keeps connections and sends Content-Length, as nova-api does by itself. False: neither, as under Debian's
    /// uwsgi, where the end of the connection is the end of the body.
    /// </summary>
    public bool KeepsConnections { get; set; } = true;
}
