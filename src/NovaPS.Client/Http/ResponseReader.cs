using System;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace NovaPS.Client.Http;

/// <summary>Reads the bodies of responses.</summary>
internal static class ResponseReader
{
    /// <summary>A body up to this size is read completely before it is parsed. A longer one is parsed on a thread of its own.</summary>
    private const int MaxPrefetch = 1024 * 1024;

    /// <summary>Reads the body of a success.</summary>
    /// <param name="response">The response.</param>
    /// <param name="read">Parses its body; it may block.</param>
    /// <param name="cancellation">Ends it at once.</param>
    public static async Task<T> ReadAsync<T>(ApiResponse response, Func<ApiResponse, T> read, CancellationToken cancellation)
    {
        if (await response.Body.PrefetchAsync(MaxPrefetch).ConfigureAwait(false))
            return read(response);
        // The parser blocks. Many of them would leave the thread pool without a thread that could end them.
        return await Task.Factory.StartNew(() => read(response), cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default)
            .ConfigureAwait(false);
    }

    /// <summary>What a refusal says, as far as it gets.</summary>
    public static async Task<string> ReadTextAsync(HttpResponseMessage response, ResponseBody body)
    {
        // What follows a 101 is another protocol, which does not end.
        if (response.StatusCode == HttpStatusCode.SwitchingProtocols)
            return string.Empty;
        try
        {
            await body.PrefetchAsync(ResponseLimits.MaxRefusal).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException || TransportErrors.IsTransport(e))
        {
            // The status code says enough: a refusal that breaks off is the refusal all the same.
        }

        return body.PrefetchedText();
    }

    /// <summary>Whether that can be the body of an accepted action: a login page cannot.</summary>
    public static bool IsEmptyOrJson(string text) => text.Trim() is var body && (body.Length == 0 || body[0] == '{');
}
