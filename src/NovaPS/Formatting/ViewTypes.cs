using System.Management.Automation;

namespace NovaPS.Formatting;

/// <summary>
/// Names of types that select a view. A command adds one to the objects that it writes; the objects keep their .NET type.
/// </summary>
internal static class ViewTypes
{
    /// <summary>The view of servers of several projects, with project and compute host.</summary>
    public const string AllProjects = "NovaPS.NovaServer#AllProjects";

    /// <summary>The list of one action, with its events.</summary>
    public const string ActionRecord = "NovaPS.NovaServerAction#Record";

    /// <summary>
    /// The list of a connection that was just opened. It is written out of band, so that it does not make PowerShell show the objects
    /// of the next command in a script as lists.
    /// </summary>
    public const string Connected = "NovaPS.NovaConnection#Connected";

    /// <summary>Returns the object with the name of a type before its own. PowerShell keeps the name with the object.</summary>
    public static PSObject Select(object value, string type)
    {
        var wrapped = PSObject.AsPSObject(value);
        if (!wrapped.TypeNames.Contains(type))
            wrapped.TypeNames.Insert(0, type);
        return wrapped;
    }

    /// <summary>Returns the object without the name of a type that selects a view.</summary>
    public static PSObject Deselect(object value, string type)
    {
        var wrapped = PSObject.AsPSObject(value);
        wrapped.TypeNames.Remove(type);
        return wrapped;
    }
}
