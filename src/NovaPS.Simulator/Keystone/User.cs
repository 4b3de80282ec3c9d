using System.Collections.Generic;
using System.Linq;
using NovaPS.Simulator.Http;

namespace NovaPS.Simulator.Keystone;

/// <summary>A user in the domain Default, and the projects where it has roles.</summary>
internal sealed class User(string name, params (Project Project, string[] Roles)[] grants)
{
    public string Id { get; } = Formats.NewHexId();

    public string Name { get; } = name;

    public IEnumerable<Project> Projects => grants.Select(grant => grant.Project);

    /// <summary>The roles in a project, the highest first; empty: none.</summary>
    public string[] RolesIn(Project project) => grants.FirstOrDefault(grant => grant.Project == project).Roles ?? [];
}
