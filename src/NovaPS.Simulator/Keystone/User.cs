using System.Collections.Generic;
using System.Linq;
using NovaPS.Simulator.Http;

namespace NovaPS.Simulator.Keystone;

/// <summary>A user in the domain Default, with its projects.</summary>
internal sealed class User(string name, params (Project Project, string[] Roles)[] grants)
{
    public string Id { get; } = Formats.NewHexId();

    public string Name { get; } = name;

    public IEnumerable<Project> Projects => grants.Select(grant => grant.Project);

    /// <summary>Returns the roles in a project, the highest first.</summary>
    public string[] RolesIn(Project project) => grants.FirstOrDefault(grant => grant.Project == project).Roles ?? [];
}
