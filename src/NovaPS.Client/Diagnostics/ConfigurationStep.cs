using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using NovaPS.Client.Configuration;

namespace NovaPS.Client.Diagnostics;

/// <summary>Lists the settings and their sources, without values.</summary>
internal static class ConfigurationStep
{
    private static readonly Regex InFile = new(@"^(?<file>.+), line (?<line>\d+)$",
        RegexOptions.CultureInvariant | RegexOptions.Singleline);

    private static readonly string[] Names =
    [
        "Cloud", "AuthUrl", "Endpoint", "Credential", "UserName", "UserId", "UserDomain", "UserDomainId", "Password",
        "ApplicationCredential", "Token", "ProjectName", "ProjectId", "ProjectDomain", "ProjectDomainId", "Region", "Interface",
        "Microversion", "AllowHttpEndpoint", "Passcode", "CACertificate", "SkipCertificateCheck", "Proxy", "ProxyCredential",
        "ProxyUseDefaultCredentials", "NoProxy", "RequestTimeout", "Simulator",
    ];

    /// <summary>Describes an open connection.</summary>
    public static StepResult OfConnection(NovaConnection connection) => StepResult.Ok("The open connection '" + connection.Name
        + "'. Its endpoint is " + connection.Endpoint + ", its project "
        + (connection.ProjectName ?? connection.ProjectId) + (connection.UserName is { } user ? ", its user " + user : string.Empty) + ".");

    /// <summary>Describes a configuration with parameters only.</summary>
    /// <param name="bound">The names of the parameters that were specified.</param>
    public static StepResult OfParameters(ICollection<string> bound) =>
        StepResult.Ok("Parameters: " + string.Join(", ", Names.Where(bound.Contains).Select(n => "-" + n)) + ".");

    /// <summary>Describes a configuration with files and variables.</summary>
    /// <param name="settings">The effective settings.</param>
    /// <param name="namedBy">The parameter or variable that specifies the cloud; null for none.</param>
    /// <param name="warnings">The warnings about files and variables.</param>
    public static StepResult OfSettings(CloudSettings settings, string? namedBy, IReadOnlyList<string> warnings)
    {
        var (files, others) = (new List<string>(), new List<string>());
        foreach (var group in settings.Sources.Select(s => (Key: s.Setting, Match: InFile.Match(s.Where), Value: s.Where))
            .GroupBy(s => s.Match.Success ? s.Match.Groups["file"].Value : string.Empty))
        {
            if (group.Key.Length > 0)
                files.Add(group.Key + ": " + string.Join(", ", group.Select(s => (s.Key, Line: int.Parse(s.Match.Groups["line"].Value,
                    System.Globalization.CultureInfo.InvariantCulture))).OrderBy(s => s.Line).Select((s, i) => s.Key
                    + (i == 0 ? " (line " : " (") + s.Line.ToString(System.Globalization.CultureInfo.InvariantCulture) + ")")) + ".");
            else
                others.AddRange(group.Select(s => s.Value).Distinct().OrderBy(v => v, StringComparer.Ordinal));
        }

        var parts = new List<string>();
        if (!settings.IsEnvironment)
        {
            parts.Add("Cloud '" + settings.Name + "'"
                + (namedBy is null ? ", the only one in the files." : ", specified by " + namedBy + "."));
        }

        parts.AddRange(files);
        var (parameters, variables) = (others.Where(o => o[0] == '-').ToList(), others.Where(o => o[0] != '-').ToList());
        if (variables.Count > 0)
            parts.Add("Variables: " + string.Join(", ", variables) + ".");
        if (parameters.Count > 0)
            parts.Add("Parameters: " + string.Join(", ", parameters) + ".");
        if (parameters.Count > 0 && (variables.Count > 0 || files.Count > 0))
            parts.Add("Parameters override " + (variables.Count == 0 ? "files." : files.Count == 0 ? "variables."
                : "variables and files."));
        if (variables.Count > 0 && files.Count > 0)
            parts.Add("Variables override files.");
        parts.AddRange(warnings);
        var detail = string.Join(" ", parts);
        return warnings.Count == 0 ? StepResult.Ok(detail)
            : StepResult.Warning(detail, "Correct the lines or variables in the warnings.");
    }
}
