using System;
using System.Linq;
using System.Text.RegularExpressions;
using NovaPS.Simulator.Http;
using NovaPS.Simulator.Keystone;

namespace NovaPS.Simulator.Nova;

/// <summary>Nova's API: performs Nova's checks in Nova's order, and finds the resource.</summary>
internal sealed class NovaService
{
    private static readonly Regex ProjectForm = new("^[0-9a-f-]+$", RegexOptions.CultureInvariant);

    private readonly TokenStore _tokens;
    private readonly string _maxMicroversion;
    private readonly RequestMicroversion _maximum;
    private readonly ServersApi _servers;
    private readonly FlavorsApi _flavors;
    private readonly PlacesApi _places;
    private readonly ServerActionsApi _actions;
    private readonly ServerUpdatesApi _updates;
    private readonly InstanceActionsApi _instanceActions;

    public NovaService(Compute compute, TokenStore tokens, NovaSimulatorOptions options)
    {
        _tokens = tokens;
        _maxMicroversion = options.MaxMicroversion;
        if (!RequestMicroversion.TryParse(_maxMicroversion, out _maximum))
            throw new ArgumentException($"'{_maxMicroversion}' is no microversion.");
        _servers = new ServersApi(compute, options.PageSize);
        _flavors = new FlavorsApi(options.PageSize);
        _places = new PlacesApi(compute);
        _actions = new ServerActionsApi(compute, options);
        _updates = new ServerUpdatesApi(compute);
        _instanceActions = new InstanceActionsApi(compute, options.PageSize);
    }

    public HttpResponse Versions(string host) => NovaResponses.Versions(VersionDocuments.List(host, _maxMicroversion));

    /// <summary>Responds to a request for a path below the version.</summary>
    public HttpResponse Respond(NovaContext context, string[] path)
    {
        try
        {
            return Route(context, path);
        }
        catch (ApiFault fault)
        {
            return NovaResponses.Fault(context, fault.Status, fault.Message);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return NovaResponses.Fault(context, 500, "Unexpected API Error. The simulator failed: " + e);
        }
    }

    private HttpResponse Route(NovaContext context, string[] path)
    {
        var method = context.Request.Method;
        if (method == "OPTIONS")
            return new HttpResponse(200, []).WithLength();
        if (context.Request.IsTooLarge)
            return NovaResponses.Outer(context, 413, WebObErrorResponse.TooLarge);
        if (IsRoot(path))
            return method == "GET" ? Version(context) : NovaResponses.NoRoute(context);
        context.Token = _tokens.Find(context.Request.Header("X-Auth-Token"));
        if (context.Token is null)
            return NovaResponses.Unauthorized(context);

        if (ProjectForm.IsMatch(path[0]))
        {
            context.ProjectInUrl = path[0];
            path = path.Skip(1).ToArray();
            if (path.Length > 0 && IsRoot(path))
                return method == "GET" ? Version(context) : NovaResponses.NoRoute(context);
        }

        var action = Find(context, method, path);
        if (action is null)
            return NovaResponses.NoRoute(context);
        Negotiate(context);
        CheckContentType(context.Request);
        return action();
    }

    /// <summary>Returns the resource at a path; null if there is none.</summary>
    private Func<HttpResponse>? Find(NovaContext context, string method, string[] path)
    {
        if (path.Length == 0 || path[path.Length - 1].Length == 0)
            return null;
        return path[0] switch
        {
            "servers" => FindServers(context, method, path),
            "flavors" => FindFlavors(context, method, path),
            "os-availability-zone" when method == "GET" && path.Length == 1 => Checked(context, () => _places.Zones(context)),
            "os-services" when method == "GET" && path.Length == 1 => Checked(context, () => _places.Services(context)),
            _ => null,
        };
    }

    private Func<HttpResponse>? FindFlavors(NovaContext context, string method, string[] path) => (method, path.Length) switch
    {
        ("GET", 1) => Checked(context, () => _flavors.List(context, isDetail: false)),
        ("GET", 2) when path[1] == "detail" => Checked(context, () => _flavors.List(context, isDetail: true)),
        ("GET", 2) => Checked(context, () => FlavorsApi.Show(context, path[1])),
        _ => null,
    };

    private Func<HttpResponse>? FindServers(NovaContext context, string method, string[] path)
    {
        return (method, path.Length, path.Length > 2 ? path[2] : "") switch
        {
            ("GET", 1, _) => Checked(context, () => _servers.List(context, isDetail: false)),
            ("GET", 2, _) when path[1] == "detail" => Checked(context, () => _servers.List(context, isDetail: true)),
            ("GET", 2, _) => Checked(context, () => _servers.Show(context, path[1])),
            ("PUT", 2, _) => Checked(context, () => _updates.Update(context, path[1])),
            ("POST", 3, "metadata") => Checked(context, () => _updates.AddMetadata(context, path[1])),
            ("DELETE", 4, "metadata") => Checked(context, () => _updates.RemoveMetadata(context, path[1], path[3])),
            ("PUT", 3, "tags") => Since(26, context, () => _updates.ReplaceTags(context, path[1])),
            ("PUT", 4, "tags") => Since(26, context, () => _updates.AddTag(context, path[1], path[3])),
            ("DELETE", 4, "tags") => Since(26, context, () => _updates.RemoveTag(context, path[1], path[3])),
            ("POST", 3, "remote-consoles") => Since(6, context, () => _updates.CreateConsole(context, path[1])),
            ("DELETE", 2, _) => Checked(context, () => _actions.Delete(context, path[1])),
            ("POST", 3, "action") => () =>
            {
                var act = _actions.Choose(context);
                return Checked(context, () => act(path[1]))();
            },
            ("GET", 3, "os-instance-actions") => Checked(context, () => _instanceActions.List(context, path[1])),
            ("GET", 4, "os-instance-actions") => Checked(context, () => _instanceActions.Show(context, path[1], path[3])),
            _ => null,
        };
    }

    private static Func<HttpResponse> Checked(NovaContext context, Func<HttpResponse> action) => () =>
    {
        if (context.ProjectInUrl is { } project && project != context.ProjectId)
        {
            throw ApiFault.BadRequest(
                $"Malformed request URL: URL's project_id '{project}' doesn't match Context's project_id '{context.ProjectId}'");
        }

        return action();
    };

    /// <summary>A resource that older versions do not have.</summary>
    private static Func<HttpResponse> Since(int minor, NovaContext context, Func<HttpResponse> action) => Checked(context, () =>
        context.Version.AtLeast(minor) ? action() : throw new ApiFault(404, "The resource could not be found."));

    private static bool IsRoot(string[] path) => path.Length == 0 || (path.Length == 1 && path[0].Length == 0);

    private static void CheckContentType(NovaSimulatorRequest request)
    {
        var type = (request.Header("Content-Type") ?? "").Split(';')[0].Trim();
        if (type is not ("" or "text/plain" or "application/json" or "application/vnd.openstack.compute+json"))
            throw new ApiFault(415, "Unsupported Content-Type");
    }

    private HttpResponse Version(NovaContext context)
    {
        Negotiate(context);
        return NovaResponses.Success(context, 200, VersionDocuments.One(context.Host, context.IsLegacy, _maxMicroversion));
    }

    /// <summary>Reads the microversion. It is echoed even if it is refused, but not if it cannot be parsed.</summary>
    private void Negotiate(NovaContext context)
    {
        if (context.IsLegacy)
            return;
        var requested = RequestMicroversion.Requested(context.Request);
        if (requested == "latest")
        {
            context.Version = _maximum;
        }
        else if (requested is not null)
        {
            if (!RequestMicroversion.TryParse(requested, out var version))
            {
                throw ApiFault.BadRequest(
                    $"API Version String {requested} is of invalid format. Must be of format MajorNum.MinorNum.");
            }

            context.Version = version;
        }

        context.EchoedVersion = context.Version.ToString();
        if (context.Version.CompareTo(RequestMicroversion.Minimum) < 0 || context.Version.CompareTo(_maximum) > 0)
        {
            throw new ApiFault(
                406, $"Version {requested} is not supported by the API. Minimum is 2.1 and maximum is {_maxMicroversion}.");
        }
    }
}
