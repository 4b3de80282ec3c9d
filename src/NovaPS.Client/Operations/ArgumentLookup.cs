using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Compute;

namespace NovaPS.Client.Operations;

/// <summary>Looks up the arguments of an action in the cloud of a connection.</summary>
internal delegate Task<ActionArguments> ArgumentLookup(ComputeClient client, IClientLog log, CancellationToken cancellation);
