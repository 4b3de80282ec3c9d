using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Compute;
using NovaPS.Client.Http;
using NovaPS.Client.Tests.Support;
using Xunit;

namespace NovaPS.Client.Tests;

/// <summary>Tests lists of several pages: an incomplete list is an error.</summary>
public sealed class PagingTests
{
    private const string Rows = "\"servers\": [{\"id\": \"a\", \"name\": \"n\"}]";

    [Theory]
    [InlineData("http://elsewhere:1/v2.1/servers/detail?marker=a&limit=1", "?marker=a&limit=1")]
    [InlineData("https://evil.example/x/y?marker=a", "?marker=a")]
    [InlineData("/v2.1/servers/detail?marker=a", "?marker=a")]
    [InlineData("?marker=a", "?marker=a")]
    [InlineData("?marker=a#part", "?marker=a")]
    public async Task NextPage_IsRequestedFromTheEndpoint_WhateverItsLinkNames(string href, string query)
    {
        using var server = Serve($$"""{{{Rows}}, "servers_links": [{"rel": "self", "href": "x"}, {"rel": "next", "href": "{{href}}"}]}""");

        await ListAsync(server);

        Assert.Equal(["/v2.1/servers/detail", "/v2.1/servers/detail" + query], server.Requests.Select(r => r.Target));
    }

    [Theory]
    [InlineData("[{\"rel\": \"next\", \"href\": \"http://h/v2.1/servers/detail\"}]")]
    [InlineData("[{\"rel\": \"next\", \"href\": \"http://h/v2.1/servers/detail?\"}]")]
    [InlineData("[{\"rel\": \"next\", \"href\": \"http://h/v2.1/servers/detail#?marker=a\"}]")]
    [InlineData("[{\"rel\": \"next\", \"href\": null}]")]
    [InlineData("[{\"rel\": \"next\", \"href\": \"\"}]")]
    [InlineData("[{\"rel\": \"next\", \"href\": 5}]")]
    [InlineData("[{\"rel\": \"next\", \"href\": \"?marker=a b\"}]")]
    [InlineData("[{\"rel\": \"next\", \"href\": \"?marker=\\r\\nX: y\"}]")]
    [InlineData("[{\"rel\": \"next\", \"href\": \"?marker=\\u00e4\"}]")]
    [InlineData("[{\"rel\": \"NEXT\", \"href\": \"http://h\"}]")]
    [InlineData("[{\"rel\": \"next\"}]")]
    [InlineData("[{\"href\": \"?marker=a\"}]")]
    [InlineData("[{\"rel\": null, \"href\": \"?marker=a\"}]")]
    [InlineData("[\"?marker=a\"]")]
    [InlineData("[null]")]
    [InlineData("{\"rel\": \"next\", \"href\": \"?marker=a\"}")]
    [InlineData("\"?marker=a\"")]
    [InlineData("[{\"rel\": \"next\", \"href\": \"?marker=a\"}, {\"rel\": \"next\", \"href\": \"?marker=b\"}]")]
    [InlineData("[/* {\"rel\": \"next\", */ ]")]
    [InlineData("[{'rel': 'next', 'href': '?marker=a'}]")]
    [InlineData("[{rel: \"next\", href: \"?marker=a\"}]")]
    [InlineData("[], \"servers_links\": [{\"rel\": \"next\", \"href\": \"?marker=a\"}]")]
    public async Task List_Fails_WhenItsLinksCannotBeRead(string links)
    {
        using var server = Serve("{" + Rows + ", \"servers_links\": " + links + "}");

        var error = await Clients.FailsAsync(ListAsync(server));

        Assert.Equal((NovaErrorId.NovaProtocolError, 200), (error.ErrorId, error.StatusCode));
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("{\"servers\": [{\"id\": \"a\", // name\n \"name\": \"n\"}]}")]
    [InlineData("{\"servers\": [{\"id\": \"a\"}, /* */ {\"id\": \"b\"}]}")]
    [InlineData("{\"servers\": [{\"id\": \"a\"}], \"servers\": []}")]
    [InlineData("{\"servers\": [{\"id\": \"a\"}]} {\"servers\": []}")]
    [InlineData("{\"servers\": [{\"id\": \"a\"}]}]")]
    [InlineData("{\"servers\": [{\"id\": \"a\"},, {\"id\": \"b\"}]}")]
    [InlineData("{\"servers\": [{\"id\": \"a\", \"progress\": NaN}]}")]
    [InlineData("{\"servers\": [{\"id\": \"a\"}]")]
    [InlineData("{\"servers\": [{\"id\": \"a\"}")]
    [InlineData("{\"servers\": null}")]
    [InlineData("{\"servers\": {}}")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("")]
    public async Task List_Fails_WhenItIsNotOneJsonObject(string body)
    {
        using var server = Serve(body);

        var error = await Clients.FailsAsync(ListAsync(server));

        Assert.Equal((NovaErrorId.NovaProtocolError, 200), (error.ErrorId, error.StatusCode));
    }

    [Fact]
    public async Task List_Fails_WhenItsSecondPageIsTruncated()
    {
        using var server = Serve("{" + Rows + ", " + Next("a") + "}", "{\"servers\": [{\"id\": \"b\"}");

        Assert.Equal(NovaErrorId.NovaProtocolError, (await Clients.FailsAsync(ListAsync(server))).ErrorId);
    }

    [Fact]
    public async Task ActionList_Fails_WhenItsLinksCannotBeRead()
    {
        using var server = Serve("{\"instanceActions\": [], \"links\": [{\"rel\": \"next\", \"href\": null}]}");
        using var client = Clients.Connect(new Uri(server.Url, "/v2.1"));

        Assert.Equal(NovaErrorId.NovaProtocolError,
            (await Clients.FailsAsync(ActionHistory.ListAsync(client, Clients.Id, new ActionFilter(), NoLog.Instance, default))).ErrorId);
    }

    [Fact]
    public async Task List_Fails_WhenAPageLinksToItself()
    {
        using var server = new RawServer(_ => RawServer.Respond(200, "{" + Rows + ", " + Next("a") + "}"));

        var error = await Clients.FailsAsync(ListAsync(server));

        Assert.Contains("link to an earlier page", error.Message, StringComparison.Ordinal);
        Assert.InRange(server.Requests.Count, 2, 3);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"id\": \"a\", \"name\": \"n\"}")]
    public async Task List_Fails_WhenNewLinksBringNoNewRows(string rows)
    {
        var page = 0;
        using var server = new RawServer(_ => RawServer.Respond(200,
            "{\"servers\": [" + rows + "], " + Next(Interlocked.Increment(ref page).ToString(CultureInfo.InvariantCulture)) + "}"));

        var error = await Clients.FailsAsync(ListAsync(server));

        Assert.Equal(NovaErrorId.NovaProtocolError, error.ErrorId);
        Assert.Contains("10 consecutive pages had no new rows", error.Message, StringComparison.Ordinal);
        Assert.InRange(server.Requests.Count, 10, 11);
    }

    [Fact]
    public async Task List_IsRead_WhenItHas10000Pages()
    {
        var rows = await Pager.ReadAllAsync(string.Empty, query => Task.FromResult(PageAfter(query, 10_000)), row => row);

        Assert.Equal(100_000, rows.Count);
    }

    [Fact]
    public async Task List_Fails_WhenItIsEndless()
    {
        var pages = 0;
        var error = await Clients.FailsAsync(Pager.ReadAsync(string.Empty, query =>
        {
            pages++;
            return Task.FromResult(PageAfter(query, int.MaxValue));
        }, row => row, _ => Task.CompletedTask));

        Assert.Contains("more than 500,000 rows", error.Message, StringComparison.Ordinal);
        Assert.Equal(ResponseLimits.MaxRows / 10, pages);
    }

    [Fact]
    public async Task Row_IsReturnedOnce_WhenItIsOnTwoPages()
    {
        var taken = new List<string>();
        var pages = new Queue<Page<string>>(
            [new Page<string> { Rows = { "a", "b" }, Next = "?1" }, new Page<string> { Rows = { "b", "c" } }]);

        await Pager.ReadAsync(string.Empty, _ => Task.FromResult(pages.Dequeue()), row => row, rows =>
        {
            taken.AddRange(rows);
            return Task.CompletedTask;
        });

        Assert.Equal(["a", "b", "c"], taken);
    }

    private static string Next(string marker) => "\"servers_links\": [{\"rel\": \"next\", \"href\": \"?marker=" + marker + "\"}]";

    private static Page<string> PageAfter(string query, int last)
    {
        var number = query.Length == 0 ? 0 : int.Parse(query.AsSpan(1), CultureInfo.InvariantCulture);
        var page = new Page<string> { Next = number + 1 < last ? "?" + (number + 1) : null };
        page.Rows.AddRange(Enumerable.Range(0, 10).Select(i => number + "-" + i));
        return page;
    }

    /// <summary>Serves these bodies and then a last page.</summary>
    private static RawServer Serve(params string[] bodies)
    {
        var left = new Queue<string>(bodies);
        return new RawServer(_ => RawServer.Respond(200, left.Count > 0 ? left.Dequeue() : "{\"servers\": []}"));
    }

    private static async Task<List<NovaServer>> ListAsync(RawServer server)
    {
        using var client = Clients.Connect(new Uri(server.Url, "/v2.1"));
        return await ServerLister.ReadAllAsync(client, new ServerFilter(), NoLog.Instance, CancellationToken.None);
    }
}
