using System;
using System.Globalization;
using System.Text;

namespace NovaPS.Simulator.Http;

/// <summary>Writes a response as the WSGI server of the service does.</summary>
internal static class HttpResponseWriter
{
    /// <summary>Returns the status line and the headers, with Connection: close if the connection is closed afterwards.</summary>
    public static byte[] Head(HttpResponse response, bool keepsConnections, bool closes, bool needsLength, DateTime now)
    {
        var isEventlet = !response.IsKeystone && keepsConnections;
        var reason = HttpReasons.For(response.Status);
        if (response.IsKeystone)
            reason = reason.ToUpperInvariant();

        var text = new StringBuilder("HTTP/1.1 ").Append(Formats.Invariant(response.Status)).Append(' ').Append(reason).Append("\r\n");
        foreach (var header in response.Headers)
        {
            // Debian's uwsgi does not add Content-Length to Nova's responses: the end of the connection is the end of the body.
            if (!response.IsKeystone && !isEventlet && !needsLength && header.Key == "Content-Length")
                continue;
            text.Append(isEventlet ? Capitalized(header.Key) : header.Key).Append(": ").Append(header.Value).Append("\r\n");
        }

        if (isEventlet)
        {
            text.Append("Date: ").Append(Formats.HttpDate(now)).Append("\r\n");
            if (closes)
                text.Append("Connection: close\r\n");
        }

        return Encoding.UTF8.GetBytes(text.Append("\r\n").ToString());
    }

    /// <summary>Returns a header as Eventlet writes it: X-OpenStack-Nova-API-Version becomes X-Openstack-Nova-Api-Version.</summary>
    private static string Capitalized(string name)
    {
        var letters = name.ToLowerInvariant().ToCharArray();
        for (var i = 0; i < letters.Length; i++)
        {
            if (i == 0 || letters[i - 1] == '-')
                letters[i] = char.ToUpper(letters[i], CultureInfo.InvariantCulture);
        }

        return new string(letters);
    }
}
