using System;
using System.Linq;
using NovaPS.Simulator.Nova;

namespace NovaPS.Simulator.Http;

/// <summary>The path of a request, split, and which of the services it belongs to.</summary>
internal sealed class RequestPath
{
    public RequestPath(NovaSimulatorRequest request, string root)
    {
        var segments = request.Path.TrimStart('/').Split('/').Select(Uri.UnescapeDataString).ToArray();
        if (segments.Length == 1 && segments[0].Length == 0)
            segments = [];

        // Links in Nova's answers lead where the request went: to the Host header, below the region.
        Host = request.Header("Host") is { Length: > 0 } host ? "http://" + host : root;
        if (segments.Length > 2 && segments[0] == "region")
        {
            Host += "/region/" + segments[1];
            segments = segments.Skip(2).ToArray();
        }

        // Keystone also answers below /identity, as in a devstack. Its own root is there only: / is Nova's.
        if (segments.Length > 0 && segments[0] == "identity")
        {
            IsKeystone = true;
            segments = segments.Skip(1).ToArray();
        }
        else
        {
            IsKeystone = segments.Length > 0 && segments[0] is "v3" or "v2.0";
        }

        Segments = segments;
    }

    public string[] Segments { get; }

    /// <summary>Scheme, host, and what stands before the version.</summary>
    public string Host { get; }

    public bool IsKeystone { get; }

    public bool IsNova => !IsKeystone && Segments.Length > 0 && Segments[0] is "v2" or "v2.1";

    /// <summary>The server that the path names; null: none.</summary>
    public string? ServerId
    {
        get
        {
            var index = Array.IndexOf(Segments, "servers") + 1;
            return IsNova && index > 0 && index < Segments.Length && Segments[index] != "detail" ? Segments[index] : null;
        }
    }

    public NovaContext NewNovaContext(NovaSimulatorRequest request) =>
        new(request, Host, "/" + Segments.FirstOrDefault());
}
