using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using NovaPS.Robustness.Wire;

namespace NovaPS.Robustness.Faults;

/// <summary>What a fault needs of a response to make sense.</summary>
internal enum Needs
{
    Anything,

    /// <summary>A JSON body.</summary>
    Json,

    /// <summary>A page of a list.</summary>
    Page,

    /// <summary>A list, of servers or of others.</summary>
    Rows,

    /// <summary>The catalog of a login.</summary>
    Catalog,

    /// <summary>A login.</summary>
    Login,
}

/// <summary>One behavior on the wire.</summary>
/// <param name="Name">The name, by which a run is repeated.</param>
/// <param name="Act">Writes the response; returns whether the connection stays open.</param>
internal sealed record Fault(string Name, Func<Exchange, Task<bool>> Act)
{
    public Needs Needs { get; init; }

    /// <summary>What the response must be of: server, record, records, token, version or output; null: anything.</summary>
    public string[]? Things { get; init; }

    /// <summary>Whether the client can end it only by its own timeout, which is short then.</summary>
    public bool Hangs { get; init; }

    /// <summary>Whether the client waits for it for many seconds.</summary>
    public bool IsSlow { get; init; }

    /// <summary>Whether so much is read that it is tried once in a run only.</summary>
    public bool IsLarge { get; init; }

    /// <summary>Whether it says, in Nova's own form, that there is no such server: then the client may say so.</summary>
    public bool SaysNotFound { get; init; }

    /// <summary>Whether it shows other actions than there were, in Nova's own form.</summary>
    public bool HidesActions { get; init; }

    /// <summary>
    /// Whether it is a response that an honest cloud could give with other rows, so that no client can detect it.
    /// </summary>
    public bool IsPlausible { get; init; }

    /// <summary>A fault that changes the simulator's own response.</summary>
    public static Fault Change(string name, Func<WireResponse, WireResponse> change) =>
        new(name, async x => await x.SendAsync(change(await x.ForwardAsync())));

    /// <summary>A fault that responds without the simulator.</summary>
    public static Fault Instead(string name, Func<Exchange, WireResponse> make) => new(name, x => x.SendAsync(make(x)));

    /// <summary>A fault that has the request carried out, and responds with something else.</summary>
    public static Fault After(string name, Func<Exchange, WireResponse> make) => new(name, async x =>
    {
        await x.ForwardAsync();
        return await x.SendAsync(make(x));
    });

    public override string ToString() => Name;
}

/// <summary>All faults.</summary>
internal static class FaultTable
{
    public static IReadOnlyList<Fault> All { get; } =
    [
        .. WireFaults.All, .. SizeFaults.All, .. StatusFaults.All, .. HeaderFaults.All, .. JsonFaults.All, .. MemberFaults.All,
        .. ListFaults.All, .. CatalogFaults.All, .. EchoFaults.All,
    ];
}
