using System;
using System.Collections;
using System.Linq;
using System.Management.Automation;

namespace NovaPS.Parameters;

/// <summary>
/// Lets a parameter of type NovaConnection accept the name of an open connection. It becomes a name tag, which the command looks up.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ConnectionTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
        {
            string name => new NovaConnection(string.Empty, name: name.Trim()),
            IList list and not PSObject => list.Cast<object?>().Select(one => Transform(engineIntrinsics, one)).ToArray(),
            _ => inputData,
        };
}
