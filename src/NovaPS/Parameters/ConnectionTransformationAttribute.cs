using System;
using System.Collections;
using System.Linq;
using System.Management.Automation;
using NovaPS.Internal;

namespace NovaPS.Parameters;

/// <summary>
/// Lets a parameter of type NovaConnection accept the name of an open connection. It becomes a name tag, which the command looks up.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ConnectionTransformationAttribute : ArgumentTransformationAttribute
{
    /// <summary>Whether the parameter takes several connections.</summary>
    public bool AcceptsSeveral { get; set; }

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        PSValues.Unwrap(inputData) switch
        {
            string name => new NovaConnection(string.Empty, name: name.Trim()),
            IList { Count: 1 } list when !AcceptsSeveral => Transform(engineIntrinsics, list[0]),
            IList when !AcceptsSeveral => throw new ArgumentTransformationMetadataException(
                "Specify one connection. To act on several connections, pipe servers: Get-NovaServer -Connection a, b | ..."),
            IList list => list.Cast<object?>().Select(one => Transform(engineIntrinsics, one)).ToArray(),
            _ => inputData,
        };
}
