using System;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace NovaPS.Client.Http;

/// <summary>Reads the bodies of responses.</summary>
internal static class ResponseReader
{
    /// <summary>A body up to this size is read completely before it is parsed. A longer one is parsed on its own thread.</summary>
    private const int MaxPrefetch = 1024 * 1024;

    /// <summary>Reads the body of a success.</summary>
    /// <param name="response">The response.</param>
    /// <param name="read">Parses its body; it may block.</param>
    /// <param name="cancellation">Cancels the request.</param>
    public static async Task<T> ReadAsync<T>(ApiResponse response, Func<ApiResponse, T> read, CancellationToken cancellation)
    {
        // If the body is known to be longer, it is parsed while it is received.
        var prefetch = response.ContentLength > MaxPrefetch ? ResponseBody.FirstSize : MaxPrefetch;
        if (await response.Body.PrefetchAsync(prefetch).ConfigureAwait(false))
            return read(response);
        // The parser blocks, and many of them would exhaust the thread pool.
        return await Task.Factory.StartNew(() => read(response), cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default)
            .ConfigureAwait(false);
    }

    /// <summary>Reads the body of an error response, up to the limit.</summary>
    public static async Task<string> ReadTextAsync(HttpResponseMessage response, ResponseBody body)
    {
        // After a 101, another protocol follows, and the body does not end.
        if (response.StatusCode == HttpStatusCode.SwitchingProtocols)
            return string.Empty;
        try
        {
            await body.PrefetchAsync(ResponseLimits.MaxRefusal).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException || TransportErrors.IsTransport(e))
        {
            // The status code is sufficient, even if the body is incomplete.
        }

        return body.PrefetchedText();
    }

    /// <summary>Whether a text can be the body of an accepted action. A login page cannot.</summary>
    public static bool IsEmptyOrJson(string text) => text.Trim() is var body && (body.Length == 0 || body[0] == '{');
}
