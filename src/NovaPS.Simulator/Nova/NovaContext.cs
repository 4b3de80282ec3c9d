using NovaPS.Simulator.Http;
using NovaPS.Simulator.Keystone;

namespace NovaPS.Simulator.Nova;

/// <summary>A request to Nova, with its token, project and microversion.</summary>
internal sealed class NovaContext(NovaSimulatorRequest request, string host, string versionPath)
{
    public NovaSimulatorRequest Request { get; } = request;

    public QueryString Query { get; } = new(request.Query);

    public string RequestId { get; } = Formats.NewRequestId();

    /// <summary>The scheme, the host and the path before the version, such as http://127.0.0.1:8774.</summary>
    public string Host { get; } = host;

    /// <summary>/v2 or /v2.1.</summary>
    public string VersionPath { get; } = versionPath;

    /// <summary>Whether the path is below /v2, which has no microversions.</summary>
    public bool IsLegacy => VersionPath == "/v2";

    /// <summary>The project in the URL; null if there is none.</summary>
    public string? ProjectInUrl { get; set; }

    public Token? Token { get; set; }

    public string ProjectId => Token?.Project?.Id ?? "";

    public bool IsAdmin => Token is { IsAdmin: true };

    public RequestMicroversion Version { get; set; } = RequestMicroversion.Minimum;

    /// <summary>The version to echo; null if the response has no version headers.</summary>
    public string? EchoedVersion { get; set; }

    /// <summary>Whether the action is to fail on the compute host.</summary>
    public bool FailsOnHost { get; set; }

    /// <summary>The URL of a resource: http://127.0.0.1:8774/v2.1/servers/...</summary>
    public string Self(string path) => Host + VersionPath + ProjectPart + "/" + path;

    /// <summary>The URL of a resource without the version.</summary>
    public string Bookmark(string path) => Host + ProjectPart + "/" + path;

    private string ProjectPart => ProjectInUrl is null ? "" : "/" + ProjectInUrl;

    /// <summary>Readers can read, members can act, and some rules are for administrators alone.</summary>
    public void Require(string rule, bool isForAdmins = false)
    {
        if (!IsAdmin && (isForAdmins || Token is not { IsMember: true }))
            throw ApiFault.Policy(rule);
    }
}
