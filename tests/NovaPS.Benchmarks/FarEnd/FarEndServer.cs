using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;

namespace NovaPS.Benchmarks.FarEnd;

/// <summary>
/// A Nova that responds from memory: /nCOUNT/v2.1 is the API of a project with COUNT servers. A start is in progress for a number of
/// lists of changes. GET /count returns the number of requests since the last one, and of
/// lists of changes.
/// </summary>
internal sealed partial class FarEndServer : IDisposable
{
    private const string Versions = "{\"id\": \"v2.1\", \"status\": \"CURRENT\", \"version\": \"2.96\", \"min_version\": \"2.1\", "
        + "\"links\": [{\"rel\": \"self\", \"href\": \"HREF\"}]}";

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly SortedDictionary<int, DateTime> _started = [];
    private int _requests;
    private int _polls;
    private int _lists;
    private DateTime _ended = DateTime.MaxValue;
    private int _listsInProgress = 3;

    public FarEndServer()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(512);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    public void Dispose() => _listener.Dispose();

    public async Task RunAsync()
    {
        while (true)
        {
            var client = await _listener.AcceptAsync();
            client.NoDelay = true;
            _ = Task.Run(() => ServeAsync(client));
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using (client)
        {
            var (buffer, length) = (new byte[16 * 1024], 0);
            while (true)
            {
                int end;
                while ((end = buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8)) < 0)
                {
                    var read = await client.ReceiveAsync(buffer.AsMemory(length), SocketFlags.None);
                    if (read == 0)
                        return;
                    length += read;
                }

                var head = Encoding.ASCII.GetString(buffer, 0, end);
                var total = end + 4 + (ContentLength().Match(head) is { Success: true } match
                    ? int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : 0);
                while (length < total)
                    length += await client.ReceiveAsync(buffer.AsMemory(length), SocketFlags.None);
                buffer.AsSpan(total, length - total).CopyTo(buffer);
                length -= total;
                var (status, body) = Respond(head);
                var response = Encoding.ASCII.GetBytes("HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nContent-Length: "
                    + body.Length.ToString(CultureInfo.InvariantCulture) + "\r\nOpenStack-API-Version: compute 2.96\r\nDate: "
                    + DateTime.UtcNow.ToString("r", CultureInfo.InvariantCulture)
                    + "\r\nx-compute-request-id: req-0199340e-0f3e-4612-96be-6f1861b192b5\r\n\r\n");
                if (body.Length > 0)
                    await client.SendAsync(new ArraySegment<byte>[] { new(response), new(body) }, SocketFlags.None);
                else
                    await client.SendAsync(response, SocketFlags.None);
            }
        }
    }

    private (string Status, byte[] Body) Respond(string head)
    {
        var (method, target) = (head[..head.IndexOf(' ')], head.Split(' ', 3)[1]);
        if (target == "/count")
            return ("200 OK", Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture,
                $"{Interlocked.Exchange(ref _requests, 0)} {Interlocked.Exchange(ref _polls, 0)}")));
        if (target.StartsWith("/lists-in-progress/", StringComparison.Ordinal))
        {
            lock (_started)
            {
                _started.Clear();
                (_lists, _ended, _listsInProgress) = (0, DateTime.MaxValue, int.Parse(target.Split('/')[2], CultureInfo.InvariantCulture));
            }

            return ("200 OK", "ok"u8.ToArray());
        }

        Interlocked.Increment(ref _requests);
        var path = Path().Match(target);
        if (!path.Success)
            return ("404 Not Found", "{\"itemNotFound\": {\"code\": 404, \"message\": \"not here\"}}"u8.ToArray());
        var (count, rest, query) = (int.Parse(path.Groups[1].ValueSpan, CultureInfo.InvariantCulture), path.Groups[2].Value,
            path.Groups[3].Value);
        if (rest is "" or "/")
            return ("200 OK", Encoding.ASCII.GetBytes("{\"version\": " + Versions.Replace("HREF", "http://127.0.0.1:"
                + Port.ToString(CultureInfo.InvariantCulture) + "/n" + path.Groups[1].Value + "/v2.1/", StringComparison.Ordinal) + "}"));
        if (rest == "/servers/detail")
            return ("200 OK", List(count, query));
        var index = ServerPage.Index(rest.Split('/')[2]);
        if (method == "POST")
        {
            lock (_started)
                _started[index] = DateTime.UtcNow;
            return ("202 Accepted", []);
        }

        lock (_started)
            return rest.EndsWith('s') ? ("200 OK", "{\"instanceActions\": []}"u8.ToArray())
                : ("200 OK", Rows(new List<int> { index }, "{\"server\": ", null, string.Empty));
    }

    private byte[] List(int count, string query)
    {
        var values = query.TrimStart('?').Split('&').Select(p => p.Split('=')).ToLookup(p => p[0], p => p.Length > 1 ? p[1] : string.Empty);
        var after = values["marker"].FirstOrDefault() is { } marker ? ServerPage.Index(marker) + 1 : 0;
        var size = values["limit"].FirstOrDefault() is { } limit ? Math.Min(int.Parse(limit, CultureInfo.InvariantCulture), ServerPage.Size)
            : ServerPage.Size;
        if (values["changes-since"].FirstOrDefault() is not { } since)
            return ServerPage.Get(FarEndProcess.Endpoint(Port, count), count, after, size);
        var from = DateTime.Parse(Uri.UnescapeDataString(since), CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal);
        lock (_started)
        {
            _polls += after == 0 ? 1 : 0;
            if (after == 0 && _started.Count > 0 && ++_lists > _listsInProgress && _ended == DateTime.MaxValue)
                _ended = DateTime.UtcNow;
            var rows = _started.Where(s => s.Key >= after && Changed(s.Value) >= from).Select(s => s.Key)
                .Take(size).ToList();
            // As in Nova, the marker of the next page replaces that of this one.
            return Rows(rows, "{\"servers\": [", rows.Count == size ? FarEndProcess.Endpoint(Port, count) : null,
                string.Join('&', query.TrimStart('?').Split('&').Where(p => !p.StartsWith("marker=", StringComparison.Ordinal))));
        }
    }

    /// <summary>Returns the last change of a server: its start, or the end of all starts, whichever is later.</summary>
    private DateTime Changed(DateTime started) => _ended < DateTime.MaxValue && _ended > started ? _ended : started;

    /// <summary>Returns the current rows of servers, most of which were started.</summary>
    private byte[] Rows(List<int> indexes, string start, string? next, string query)
    {
        var (text, isList) = (new StringBuilder(start), start.EndsWith('['));
        foreach (var (position, index) in indexes.Index())
        {
            text.Append(position == 0 ? string.Empty : ", ");
            if (!_started.TryGetValue(index, out var at))
                ServerPage.Append(text, index, "SHUTOFF", null, null);
            else if (_ended < DateTime.MaxValue)
                ServerPage.Append(text, index, "ACTIVE", null, Changed(at));
            else
                ServerPage.Append(text, index, "SHUTOFF", "powering-on", at);
        }

        text.Append(isList ? "]" : string.Empty);
        if (next is not null)
            ServerPage.AppendNext(text, next, indexes[^1], query);
        return Encoding.UTF8.GetBytes(text.Append('}').ToString());
    }

    [GeneratedRegex("Content-Length: (\\d+)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ContentLength();

    [GeneratedRegex(@"^/n(\d+)/v2\.1([^?]*)(\?.*)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Path();
}
