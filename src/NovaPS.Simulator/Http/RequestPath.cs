using System;
using System.Linq;
using System.Text.RegularExpressions;
using NovaPS.Simulator.Nova;

namespace NovaPS.Simulator.Http;

/// <summary>The segments of the path of a request, and the service that it belongs to.</summary>
internal sealed class RequestPath
{
    public RequestPath(NovaSimulatorRequest request, string root)
    {
        var segments = request.Path.TrimStart('/').Split('/').Select(Decode).ToArray();
        if (segments.Length == 1 && segments[0].Length == 0)
            segments = [];

        // Links in Nova's responses use the Host header of the request, and its region.
        Host = request.Header("Host") is { Length: > 0 } host ? "http://" + host : root;
        if (segments.Length > 2 && segments[0] == "region")
        {
            Host += "/region/" + segments[1];
            segments = segments.Skip(2).ToArray();
        }

        // Keystone also responds below /identity, as in DevStack. Its root is only there, because / is Nova's.
        if (segments.Length > 0 && segments[0] == "identity")
        {
            IsKeystone = true;
            segments = segments.Skip(1).ToArray();
        }
        else
        {
            IsKeystone = segments.Length > 0 && segments[0] is "v3" or "v2.0";
        }

        if (!IsKeystone && segments.Length > 0 && segments[0] == "image")
        {
            IsGlance = true;
            segments = segments.Skip(1).ToArray();
        }

        Segments = segments;
    }

    /// <summary>Decodes each byte as Latin-1, as Nova does, which has the path from WSGI (PEP 3333).</summary>
    private static string Decode(string segment) =>
        Regex.Replace(segment, "%([0-9A-Fa-f]{2})", match => ((char)Convert.ToByte(match.Groups[1].Value, 16)).ToString());

    public string[] Segments { get; }

    /// <summary>The scheme, the host, and the path before the version.</summary>
    public string Host { get; }

    public bool IsKeystone { get; }

    /// <summary>Whether it is below /image, the root of Glance.</summary>
    public bool IsGlance { get; }

    public bool IsNova => !IsKeystone && !IsGlance && Segments.Length > 0 && Segments[0] is "v2" or "v2.1";

    /// <summary>The id of the server in the path; null if there is none.</summary>
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
