using System;
using System.Linq;
using System.Threading;
using NovaPS.Simulator.Glance;
using NovaPS.Simulator.Http;
using NovaPS.Simulator.Keystone;
using NovaPS.Simulator.Nova;

namespace NovaPS.Simulator;

/// <summary>The services behind one port. Logs each request, applies the matching fault, and forwards the request.</summary>
internal sealed class SimulatedCloud : IRequestHandler
{
    private readonly NovaSimulatorOptions _options;
    private readonly RequestLog _requests = new();
    private readonly FaultTable _faults;
    private readonly NovaService _nova;
    private readonly KeystoneService _keystone;
    private readonly ImageService _glance;
    private readonly string _root;
    private long _advancedTicks;

    public SimulatedCloud(string root, NovaSimulatorOptions options, FaultTable faults)
    {
        _root = root;
        _options = options;
        _faults = faults;
        MultiFactor = new MultiFactor(options.RequiresPasscode, () => Now);
        Tokens = new TokenStore(() => Now, options.TokenLifetime);
        Compute = new Compute(() => Now);
        Catalog = new SimulatedCatalog(root, options.EndpointStyle, options.Regions.ToArray());
        _nova = new NovaService(Compute, Tokens, options);
        _keystone = new KeystoneService(Identity, Tokens, MultiFactor, Catalog, root);
        _glance = new ImageService(Compute.Images, Tokens, options.PageSize);
    }

    public Identity Identity { get; } = new();

    public MultiFactor MultiFactor { get; }

    public TokenStore Tokens { get; }

    public Compute Compute { get; }

    public SimulatedCatalog Catalog { get; }

    public bool KeepsConnections => _options.KeepsConnections;

    public DateTime Now =>
        DateTime.SpecifyKind(_options.Clock(), DateTimeKind.Utc).AddTicks(Interlocked.Read(ref _advancedTicks));

    public void Advance(TimeSpan time) => Interlocked.Add(ref _advancedTicks, time.Ticks);

    public NovaSimulatorRequest[] GetRequests() => _requests.ToArray();

    public void ClearRequests() => _requests.Clear();

    public HttpExchange Handle(NovaSimulatorRequest request)
    {
        var path = new RequestPath(request, _root);
        Describe(request, path);
        _requests.Add(request);

        var fault = _faults.Take(request);
        if (fault is null)
            return new HttpExchange { Response = Respond(request, path, failsOnHost: false), Delay = _options.Latency };

        var exchange = new HttpExchange
        {
            Delay = _options.Latency + fault.Delay,
            Truncate = fault.Truncate,
            HoldsConnection = fault.NoResponse,
        };
        if (fault.NoResponse || fault.Reset)
            return exchange;
        var response = fault.StatusCode > 0 ? FaultResponses.Create(request, path, fault) : Respond(request, path, fault.FailsOnHost);
        exchange.Response = fault.ResetAfterProcessing ? null : response;
        return exchange;
    }

    private void Describe(NovaSimulatorRequest request, RequestPath path)
    {
        request.ReceivedUtc = Now;
        request.ServerId = path.ServerId;
        request.ServerName = path.ServerId is null ? null : Compute.Find(path.ServerId)?.Name;
        if (request.Method == "POST" && path.IsNova && path.Segments.LastOrDefault() == "action")
            request.Action = ServerActionsApi.ActionName(request.WireBody);
    }

    private HttpResponse Respond(NovaSimulatorRequest request, RequestPath path, bool failsOnHost)
    {
        if (path.IsKeystone)
            return _keystone.Respond(request, path.Segments);
        if (path.IsGlance)
            return _glance.Respond(request, path.Segments, _root);
        var context = path.NewNovaContext(request);
        context.FailsOnHost = failsOnHost;
        if (path.Segments.Length == 0)
            return request.Method == "GET" ? _nova.Versions(path.Host) : NovaResponses.NoRoute(context);
        return path.IsNova ? _nova.Respond(context, path.Segments.Skip(1).ToArray()) : NovaResponses.NoRoute(context);
    }
}
