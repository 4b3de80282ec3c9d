using System;
using System.Globalization;
using System.Text;

namespace NovaPS.Simulator.Http;

/// <summary>Puts an answer into bytes, dressed as by the WSGI server that the service would run in.</summary>
internal static class HttpResponseWriter
{
    /// <summary>The status line and the headers. Whoever closes the connection afterwards says so in <paramref name="closes"/>.</summary>
    public static byte[] Head(HttpResponse response, bool keepsConnections, bool closes, bool needsLength, DateTime now)
    {
        var isEventlet = !response.IsKeystone && keepsConnections;
        var reason = HttpReasons.For(response.Status);
        if (response.IsKeystone)
            reason = reason.ToUpperInvariant();

        var text = new StringBuilder("HTTP/1.1 ").Append(Formats.Invariant(response.Status)).Append(' ').Append(reason).Append("\r\n");
        foreach (var header in response.Headers)
        {
            // Debian's uwsgi passes a Nova answer on as it is and lets the end of the connection be the end of the body.
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

    /// <summary>Eventlet's spelling of a header: X-OpenStack-Nova-API-Version goes out as X-Openstack-Nova-Api-Version.</summary>
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
