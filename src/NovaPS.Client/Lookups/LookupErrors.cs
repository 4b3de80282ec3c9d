using System.Threading.Tasks;

namespace NovaPS.Client.Lookups;

/// <summary>Describes the errors of lists in which names are looked up.</summary>
internal static class LookupErrors
{
    /// <summary>
    /// Waits for a list. A 404 means that the cloud does not have the list. It is not about a server, and the servers can still be used.
    /// </summary>
    /// <param name="list">The request.</param>
    /// <param name="what">The list, such as "list of flavors".</param>
    /// <param name="remedy">What to do without it.</param>
    /// <exception cref="NovaException">NovaResourceNotFound: the cloud does not have the list.</exception>
    public static async Task<T> OrMissingAsync<T>(this Task<T> list, string what, string remedy)
    {
        try
        {
            return await list.ConfigureAwait(false);
        }
        catch (NovaException e) when (e.StatusCode == 404)
        {
            e.ErrorId = NovaErrorId.NovaResourceNotFound;
            e.Reason = "the cloud has no " + what;
            e.Remedy = remedy;
            throw;
        }
    }
}
