using System;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace NovaPS.Client.Http;

/// <summary>Follows redirects.</summary>
internal static class Redirects
{
    private const int MaxRedirects = 5;

    /// <summary>Sends a request, and follows redirects within the same origin, which is the only one that may receive the token.</summary>
    /// <param name="client">Sends the messages.</param>
    /// <param name="request">The request.</param>
    /// <param name="cancellation">Cancels the request.</param>
    /// <exception cref="NovaException">NovaRedirectRefused: the redirect is to another origin; NovaProtocolError: it cannot be
    /// followed.</exception>
    public static async Task<HttpResponseMessage> SendAsync(HttpMessageInvoker client, ApiRequest request, CancellationToken cancellation)
    {
        var uri = request.Uri;
        for (var redirects = 0; ; redirects++)
        {
            using var message = RequestMessage.Create(request, uri);
            var response = await client.SendAsync(message, cancellation).ConfigureAwait(false);
            var status = (int)response.StatusCode;
            if (status is not (301 or 302 or 303 or 307 or 308) || response.Headers.Location is not { } location)
                return response;
            using (response)
            {
                if (!Uri.TryCreate(uri, location, out var target))
                    throw new NovaException(NovaErrorId.NovaProtocolError, "the cloud redirects " + request.Method + " " + uri.AbsolutePath
                        + " to something that is not a URL") { StatusCode = status };
                if (Uri.Compare(target, uri, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) != 0)
                {
                    throw new NovaException(NovaErrorId.NovaRedirectRefused,
                        "the cloud redirects to " + request.Redact(target.Scheme + "://" + target.Authority)
                            + ", and the token is sent only to " + uri.Scheme + "://" + uri.Authority)
                    {
                        StatusCode = status,
                    };
                }

                // 301 to 303 would change a POST to a GET.
                if (redirects == MaxRedirects || (request.Method != HttpMethod.Get && status < 307))
                    throw new NovaException(NovaErrorId.NovaProtocolError,
                        "the cloud redirects " + request.Method + " " + request.Uri.AbsolutePath) { StatusCode = status };
                uri = target;
            }
        }
    }
}
