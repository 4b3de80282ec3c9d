using System.Globalization;
using System.Net.Http;
using System.Text.RegularExpressions;
using NovaPS.Client.Errors;

namespace NovaPS.Client.Http;

/// <summary>Creates the errors of responses that are not a success.</summary>
internal static class RefusalErrors
{
    /// <summary>A valid reason phrase, such as "Service Unavailable". Other text is not shown.</summary>
    private static readonly Regex Phrase = new(@"^[A-Za-z' -]{1,60}\z", RegexOptions.CultureInvariant);

    /// <summary>A valid kind of fault, such as itemNotFound. Other text is not shown.</summary>
    private static readonly Regex Kind = new(@"^[A-Za-z]{1,30}\z", RegexOptions.CultureInvariant);

    /// <summary>Creates the error of a response that is not a success.</summary>
    /// <param name="request">The request, with its redactor.</param>
    /// <param name="response">The response.</param>
    /// <param name="body">The text of the body.</param>
    /// <param name="fault">The body. It classifies the error, and is not shown, because it may have secrets.</param>
    public static NovaException Create(ApiRequest request, HttpResponseMessage response, string body, ErrorBody fault)
    {
        var status = (int)response.StatusCode;
        var id = ErrorClassifier.Classify(status, fault);
        var shown = ErrorBody.Read(request.Redact(body));
        var message = shown.Message ?? (status < 400 ? "the response is neither the expected success ("
            + request.Expected.ToString(CultureInfo.InvariantCulture) + ") nor an error"
            : Phrase.IsMatch(response.ReasonPhrase ?? string.Empty) ? request.Redact(response.ReasonPhrase!)
                : "the cloud refused the request");
        var error = new NovaException(id, message)
        {
            StatusCode = status,
            FaultKind = Kind.IsMatch(shown.Kind ?? string.Empty) ? shown.Kind : null,
            FaultMessage = shown.Message,
            IsRefusal = ErrorClassifier.IsRefusal(status, fault,
                ApiResponse.ReadRequestId(response.Headers, request.Redactor!) is not null),
        };
        if (id == NovaErrorId.NovaMicroversionNotSupported && request.Microversion is { } version && !message.Contains(version.ToString()))
            error.Note("Microversion " + version + " was requested.");
        ErrorClassifier.ReadState(error);
        return error;
    }
}
