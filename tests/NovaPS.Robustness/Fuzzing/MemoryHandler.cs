using System;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Robustness.Wire;

namespace NovaPS.Robustness.Fuzzing;

/// <summary>Responds without a network.</summary>
/// <param name="respond">Makes the response to a request.</param>
internal sealed class MemoryHandler(Func<HttpRequestMessage, WireResponse> respond) : HttpMessageHandler
{
    public int Requests { get; private set; }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Requests++;
        var result = respond(request);
        var response = new HttpResponseMessage((HttpStatusCode)result.Status)
        {
            RequestMessage = request,
            Content = new ByteArrayContent(result.Body),
        };
        foreach (var (name, value) in result.Headers)
        {
            // As .NET sorts them when they come from the network.
            if (!response.Headers.TryAddWithoutValidation(name, value))
                response.Content.Headers.TryAddWithoutValidation(name, value);
        }

        return Task.FromResult(response);
    }
}
