using System;
using System.Collections.Generic;

namespace NovaPS.Simulator;

/// <summary>The options of a <see cref="NovaSimulator"/>. They are read once, when the simulator starts.</summary>
public sealed class NovaSimulatorOptions
{
    /// <summary>The port on 127.0.0.1; 0, the default, uses any free port.</summary>
    public int Port { get; set; }

    /// <summary>The servers that the simulator starts with.</summary>
    public IList<NovaSimulatorServer> Servers { get; set; } = new List<NovaSimulatorServer>();

    /// <summary>How long a start takes. With zero, it is completed at the next request. The default is 2 seconds.</summary>
    public TimeSpan StartDelay { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a stop takes. With zero, it is completed at the next request. The default is 2 seconds.</summary>
    public TimeSpan StopDelay { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long every other action takes. With zero, it is completed at the next request. The default is 2 seconds.</summary>
    public TimeSpan ActionDelay { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Whether a shelved server leaves its host at once (SHELVED_OFFLOADED), as with Nova's shelved_offload_time 0. Otherwise it
    /// stays SHELVED.
    /// </summary>
    public bool ShelveOffloads { get; set; } = true;

    /// <summary>
    /// Whether a deleted server can be restored (SOFT_DELETED), as with Nova's reclaim_instance_interval. Otherwise it is deleted
    /// permanently.
    /// </summary>
    public bool SoftDeletes { get; set; }

    /// <summary>The delay before each response, in real time. The request is processed first.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>The maximum number of servers on a page (max_limit in Nova). The default is 1000.</summary>
    public int PageSize { get; set; } = 1000;

    /// <summary>
    /// Returns the time (UTC) for states, tokens and the Date header. It is called on other threads, so it cannot be a script
    /// block; scripts advance the time with <see cref="NovaSimulator.Advance(TimeSpan)"/>.
    /// </summary>
    public Func<DateTime> Clock { get; set; } = () => DateTime.UtcNow;

    /// <summary>How long a token is valid. The default is one hour.</summary>
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// Whether users need a passcode (TOTP) in addition to the password: multi_factor_auth_rules [["password", "totp"],
    /// ["application_credential"]]. By default, Keystone does not support passcodes.
    /// </summary>
    public bool RequiresPasscode { get; set; }

    /// <summary>The highest microversion that Nova supports. The default is 2.93.</summary>
    public string MaxMicroversion { get; set; } = "2.93";

    /// <summary>The format of the compute URL in the catalog.</summary>
    public NovaSimulatorEndpointStyle EndpointStyle { get; set; }

    /// <summary>
    /// The regions in the catalog. The URLs of all but the first have /region/NAME before the version, so that the recorded
    /// requests show which region was used. All regions have the same servers.
    /// </summary>
    public IList<string> Regions { get; set; } = new List<string> { "RegionOne" };

    /// <summary>
    /// Whether Nova keeps connections open and sends Content-Length, as nova-api does by itself. With false, the end of the
    /// connection is the end of the body, as under Debian's uwsgi.
    /// </summary>
    public bool KeepsConnections { get; set; } = true;
}
