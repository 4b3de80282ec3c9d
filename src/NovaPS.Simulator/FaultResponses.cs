using System;
using System.Collections;
using NovaPS.Simulator.Http;
using NovaPS.Simulator.Keystone;
using NovaPS.Simulator.Nova;

namespace NovaPS.Simulator;

/// <summary>Creates the responses of faults with a status.</summary>
internal static class FaultResponses
{
    public static HttpResponse Create(NovaSimulatorRequest request, RequestPath path, NovaSimulatorFault fault)
    {
        var response = path.IsKeystone ? OfKeystone(path, fault) : OfNova(path.NewNovaContext(request), fault);
        foreach (DictionaryEntry header in fault.Headers)
        {
            var name = header.Key.ToString() ?? "";
            response.Headers.RemoveAll(h => string.Equals(h.Key, name, StringComparison.OrdinalIgnoreCase));
            response.With(name, header.Value?.ToString() ?? "");
        }

        return response;
    }

    private static HttpResponse OfKeystone(RequestPath path, NovaSimulatorFault fault) => fault.Body is { } body
        ? KeystoneResponses.Finished(
            new HttpResponse(fault.StatusCode, HttpResponse.Utf8(body)).With("Content-Type", ContentType(fault, body)).WithLength())
        : KeystoneResponses.Error(fault.StatusCode, Message(fault.StatusCode), path.Host + "/v3");

    private static HttpResponse OfNova(NovaContext context, NovaSimulatorFault fault)
    {
        if (!context.IsLegacy)
            context.EchoedVersion = RequestMicroversion.Requested(context.Request) ?? "2.1";
        if (fault.Body is { } body)
        {
            // A body that is not JSON is like one of a proxy in front of Nova, which does not send Nova's headers.
            var type = ContentType(fault, body);
            var bytes = HttpResponse.Utf8(body);
            return type.StartsWith("application/json", StringComparison.OrdinalIgnoreCase)
                ? NovaResponses.Refusal(context, fault.StatusCode, type, bytes)
                : new HttpResponse(fault.StatusCode, bytes).With("Content-Type", type).WithLength();
        }

        if (fault.StatusCode is 401)
            return NovaResponses.Unauthorized(context);
        if (fault.StatusCode is < 400)
            return NovaResponses.Success(context, fault.StatusCode, []);
        return NovaResponses.Fault(context, fault.StatusCode, Message(fault.StatusCode), fault.Headers["Retry-After"]?.ToString());
    }

    private static string ContentType(NovaSimulatorFault fault, string body)
    {
        if (fault.ContentType is not null)
            return fault.ContentType;
        var text = body.TrimStart();
        if (text.StartsWith("{", StringComparison.Ordinal) || text.StartsWith("[", StringComparison.Ordinal))
            return "application/json; charset=UTF-8";
        return text.StartsWith("<", StringComparison.Ordinal) ? "text/html; charset=UTF-8" : "text/plain; charset=UTF-8";
    }

    private static string Message(int status) => status switch
    {
        400 => "The server could not comply with the request since it is either malformed or otherwise incorrect.",
        401 => "The request you have made requires authentication.",
        403 => "Access was denied to this resource.",
        404 => "The resource could not be found.",
        405 => "The method specified is not allowed for this resource.",
        409 => "There was a conflict when trying to complete your request.",
        413 or 429 => "This request was rate-limited.",
        500 => "Unexpected API Error. Please report this at http://bugs.launchpad.net/nova/ and attach the Nova API log if "
            + "possible.\n<class 'oslo_messaging.exceptions.MessagingTimeout'>",
        501 => "The requested functionality is not supported.",
        503 => "Service is unavailable at this time.",
        _ => HttpReasons.For(status),
    };
}
