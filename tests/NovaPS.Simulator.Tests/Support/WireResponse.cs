using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Newtonsoft.Json.Linq;

namespace NovaPS.Simulator.Tests.Support;

/// <summary>A response as received.</summary>
internal sealed class WireResponse(string head, string body)
{
    public string Head { get; } = head;

    public string Body { get; } = body;

    public int Status { get; } = int.Parse(head.Split(' ')[1], CultureInfo.InvariantCulture);

    public JObject Json => JObject.Parse(Body);

    public IReadOnlyList<string> HeaderLines => Head.Split("\r\n").Skip(1).Where(line => line.Length > 0).ToList();

    public IEnumerable<string> HeaderNames => HeaderLines.Select(line => line.Split(':')[0]);

    public string? Header(string name) => HeaderLines
        .Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
        .Select(line => line[(name.Length + 1)..].Trim()).FirstOrDefault();

    /// <summary>The message in Nova's envelope.</summary>
    public string? Message => (string?)Json.Properties().Single().Value["message"];
}
