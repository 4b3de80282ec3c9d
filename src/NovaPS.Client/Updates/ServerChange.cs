using System;
using System.Text;
using NovaPS.Client.Compute;

namespace NovaPS.Client.Updates;

/// <summary>One request that changes a part of a server. Sent twice, it has the same effect as once.</summary>
/// <param name="part">The part, as an error names it: "description".</param>
/// <param name="method">The HTTP method.</param>
/// <param name="path">The path.</param>
/// <param name="body">The JSON body; null for none.</param>
/// <param name="expected">The status code of a success.</param>
/// <param name="isApplied">Whether a server that was read has the change.</param>
internal sealed class ServerChange(string part, string method, string path, string? body, int expected, Func<NovaServer, bool> isApplied)
{
    public string Part { get; } = part;

    public string Method { get; } = method;

    public string Path { get; } = path;

    public byte[]? Body { get; } = body is null ? null : Encoding.UTF8.GetBytes(body);

    public int Expected { get; } = expected;

    /// <summary>The microversion that it requires; null for any.</summary>
    public Microversion? Since { get; init; }

    public bool IsAppliedTo(NovaServer server) => isApplied(server);

    /// <summary>The request, for -WhatIf.</summary>
    public override string ToString() => Method + " " + Path + (body is null ? string.Empty : " " + body);
}
