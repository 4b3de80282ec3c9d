using System;
using System.Globalization;
using System.Linq;
using NovaPS.Simulator.Http;
using NovaPS.Simulator.Keystone;
using NovaPS.Simulator.Nova;

namespace NovaPS.Simulator;

/// <summary>
/// A Keystone and a Nova on 127.0.0.1, inside this process: real HTTP, the answers of a real Nova to the byte, a clock that
/// can be moved, and faults on demand. All members can be used from any thread.
/// </summary>
public sealed class NovaSimulator : IDisposable
{
    // Times stay far from where DateTime ends.
    private static readonly TimeSpan MaxAdvance = TimeSpan.FromDays(10000);

    private readonly LoopbackListener _listener;
    private readonly FaultTable _faults = new();
    private readonly SimulatedCloud _cloud;

    /// <summary>Starts a simulator on any free port, without servers.</summary>
    public NovaSimulator()
        : this(null)
    {
    }

    /// <summary>Starts a simulator.</summary>
    /// <param name="options">What it is made of; null: the defaults.</param>
    public NovaSimulator(NovaSimulatorOptions? options)
    {
        options ??= new NovaSimulatorOptions();
        _listener = new LoopbackListener(options.Port);
        try
        {
            _cloud = new SimulatedCloud(Root, options, _faults);
            foreach (var server in options.Servers)
                AddServer(server);
        }
        catch
        {
            _listener.Dispose();
            throw;
        }

        _listener.Start(_cloud);
    }

    /// <summary>The URL of Keystone: http://127.0.0.1:PORT/v3.</summary>
    public string AuthUrl => Root + "/v3";

    /// <summary>The URL of Nova, as the catalog has it for the project demo: http://127.0.0.1:PORT/v2.1.</summary>
    public string Endpoint => _cloud.Catalog.ComputeUrl(_cloud.Identity.Demo);

    /// <summary>The port.</summary>
    public int Port => _listener.Port;

    /// <summary>The id of the project demo.</summary>
    public string ProjectId => _cloud.Identity.Demo.Id;

    /// <summary>The name of the project, demo. Its domain is Default.</summary>
    public string ProjectName => _cloud.Identity.Demo.Name;

    /// <summary>The id of the project other, where demo may not look.</summary>
    public string OtherProjectId => _cloud.Identity.Other.Id;

    /// <summary>The name of the member of the project, demo. There are reader, other and admin besides. The domain is Default.</summary>
    public string UserName => _cloud.Identity.DemoUser.Name;

    /// <summary>The id of the user demo.</summary>
    public string UserId => _cloud.Identity.DemoUser.Id;

    /// <summary>The id of an application credential of demo.</summary>
    public string ApplicationCredentialId => _cloud.Identity.ApplicationCredentialId;

    /// <summary>The name of that application credential.</summary>
    public string ApplicationCredentialName => _cloud.Identity.ApplicationCredentialName;

    /// <summary>Whether it listens.</summary>
    public bool IsRunning => _listener.IsRunning;

    private string Root => "http://127.0.0.1:" + Formats.Invariant(Port);

    /// <summary>The password, the same for all users.</summary>
    /// <returns>The password.</returns>
    public string GetPassword() => _cloud.Identity.Password;

    /// <summary>Whether users need a passcode beside the password.</summary>
    public bool RequiresPasscode => _cloud.MultiFactor.IsRequired;

    /// <summary>The current passcode, the same for all users. It changes every 30 seconds of the simulator's time.</summary>
    /// <returns>Six digits.</returns>
    public string GetPasscode() => _cloud.MultiFactor.Passcode();

    /// <summary>The secret of the application credential.</summary>
    /// <returns>The secret.</returns>
    public string GetApplicationCredentialSecret() => _cloud.Identity.ApplicationCredentialSecret;

    /// <summary>A new token of demo for the project demo.</summary>
    /// <returns>The token.</returns>
    public string CreateToken() => CreateToken(UserName);

    /// <summary>A new token of a user for that user's first project.</summary>
    /// <param name="user">demo, reader, other or admin.</param>
    /// <returns>The token.</returns>
    public string CreateToken(string user)
    {
        var found = _cloud.Identity.Users.FirstOrDefault(u => u.Name == user)
            ?? throw new ArgumentException($"There is no user '{user}'.", nameof(user));
        return _cloud.Tokens.Issue(found, found.Projects.First(),
            _cloud.MultiFactor.IsRequired ? ["password", MultiFactor.Totp] : ["password"]).Id;
    }

    /// <summary>Makes a token worthless.</summary>
    /// <param name="token">The token.</param>
    public void RevokeToken(string token) => _cloud.Tokens.Revoke(token);

    /// <summary>Makes all tokens worthless that were issued until now.</summary>
    public void RevokeAllTokens() => _cloud.Tokens.RevokeAll();

    /// <summary>Ends the time of all tokens that were issued until now.</summary>
    public void ExpireAllTokens() => _cloud.Tokens.ExpireAll();

    /// <summary>Moves the simulator's time on, so that what is due by then is done.</summary>
    /// <param name="time">How far; not back.</param>
    public void Advance(TimeSpan time)
    {
        if (time < TimeSpan.Zero || time > MaxAdvance)
            throw new ArgumentException($"The time cannot be moved on by {time}: "
                + $"give a time span from zero to {Formats.Invariant(MaxAdvance.Days)} days.");
        _cloud.Advance(time);
    }

    /// <summary>Moves the simulator's time on by seconds. Without it PowerShell would take the number for ticks.</summary>
    /// <param name="seconds">How many, also parts of one; not back.</param>
    public void Advance(double seconds)
    {
        if (!(seconds >= 0 && seconds <= MaxAdvance.TotalSeconds))
            throw new ArgumentException($"The time cannot be moved on by {seconds.ToString(CultureInfo.InvariantCulture)} seconds: "
                + $"give 0 to {Formats.Invariant((int)MaxAdvance.TotalSeconds)}.");
        Advance(TimeSpan.FromTicks((long)(seconds * TimeSpan.TicksPerSecond)));
    }

    /// <summary>Adds a server.</summary>
    /// <param name="server">The server.</param>
    /// <returns>The server as it is now, with its id.</returns>
    public NovaSimulatorServer AddServer(NovaSimulatorServer server)
    {
        if (server is null)
            throw new ArgumentNullException(nameof(server));
        var projectId = server.ProjectId ?? ProjectId;
        var owner = projectId == OtherProjectId ? _cloud.Identity.OtherUser : _cloud.Identity.DemoUser;
        return _cloud.Compute.Add(Instance.From(server, projectId, owner.Id, _cloud.Now)).ToServer();
    }

    /// <summary>Adds a server.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="status">Its status, for example SHUTOFF.</param>
    /// <returns>The server as it is now, with its id.</returns>
    public NovaSimulatorServer AddServer(string name, string status) => AddServer(new NovaSimulatorServer(name, status));

    /// <summary>A server as it is now; null: there is none. By its id also one that is deleted.</summary>
    /// <param name="nameOrId">The id, or the name where it is that of one server.</param>
    /// <returns>The server.</returns>
    public NovaSimulatorServer? GetServer(string nameOrId) => _cloud.Compute.FindByNameOrId(nameOrId)?.ToServer();

    /// <summary>All servers that are not deleted, in the order in which they were added.</summary>
    /// <returns>The servers as they are now.</returns>
    public NovaSimulatorServer[] GetServers() =>
        _cloud.Compute.All().Where(server => !server.Deleted).Select(server => server.ToServer()).ToArray();

    /// <summary>Deletes a server, as if somebody else had done it.</summary>
    /// <param name="nameOrId">The id or the name.</param>
    public void RemoveServer(string nameOrId)
    {
        var admin = _cloud.Identity.Users.First(user => user.Name == "admin");
        Change(nameOrId, server => ServersApi.Removed(server, Formats.NewRequestId(), admin.Id, _cloud.Now));
    }

    /// <summary>Puts a server into a status, as if it had happened on its host. What was under way is forgotten.</summary>
    /// <param name="nameOrId">The id or the name.</param>
    /// <param name="status">The status, for example ERROR.</param>
    public void SetStatus(string nameOrId, string status) => SetStatus(nameOrId, status, null);

    /// <summary>Puts a server into a status, as if it had happened on its host. What was under way is forgotten.</summary>
    /// <param name="nameOrId">The id or the name.</param>
    /// <param name="status">The status, for example ERROR.</param>
    /// <param name="faultMessage">The fault that Nova shows while the status is ERROR.</param>
    public void SetStatus(string nameOrId, string status, string? faultMessage)
    {
        var (vmState, taskState) = InstanceStates.For(status, nameOrId);
        Change(nameOrId, server => server.Forced(vmState, taskState, faultMessage, _cloud.Now));
    }

    /// <summary>Locks a server, as if its owner had done it.</summary>
    /// <param name="nameOrId">The id or the name.</param>
    public void Lock(string nameOrId) => Lock(nameOrId, null);

    /// <summary>Locks a server, as if its owner had done it.</summary>
    /// <param name="nameOrId">The id or the name.</param>
    /// <param name="reason">The reason, which Nova shows from 2.73.</param>
    public void Lock(string nameOrId, string? reason) =>
        Change(nameOrId, server => server.WithLock("owner", reason, _cloud.Now));

    /// <summary>Unlocks a server.</summary>
    /// <param name="nameOrId">The id or the name.</param>
    public void Unlock(string nameOrId) => Change(nameOrId, server => server.WithLock(null, null, _cloud.Now));

    /// <summary>Replaces what stands on the console of a server.</summary>
    /// <param name="nameOrId">The id or the name.</param>
    /// <param name="text">The text; its lines end with line feeds.</param>
    public void SetConsoleOutput(string nameOrId, string text) =>
        Change(nameOrId, server => server.WithConsoleOutput(text ?? throw new ArgumentNullException(nameof(text))));

    /// <summary>Has something go wrong. Of several faults that fit a request the first with hits left applies.</summary>
    /// <param name="fault">What, and with which requests.</param>
    public void AddFault(NovaSimulatorFault fault) => _faults.Add(fault ?? throw new ArgumentNullException(nameof(fault)));

    /// <summary>Has the next request answered with a status.</summary>
    /// <param name="statusCode">The status, for example 503.</param>
    public void AddFault(int statusCode) => AddFault(new NovaSimulatorFault { StatusCode = statusCode });

    /// <summary>Has the next requests answered with a status.</summary>
    /// <param name="statusCode">The status, for example 503.</param>
    /// <param name="count">How many requests; -1: all.</param>
    public void AddFault(int statusCode, int count) =>
        AddFault(new NovaSimulatorFault { StatusCode = statusCode, Count = count });

    /// <summary>Has the next server action of a kind answered with a status.</summary>
    /// <param name="action">The action, for example os-start.</param>
    /// <param name="statusCode">The status, for example 503.</param>
    public void AddFault(string action, int statusCode) =>
        AddFault(new NovaSimulatorFault { Action = action, StatusCode = statusCode });

    /// <summary>Forgets all faults.</summary>
    public void ClearFaults() => _faults.Clear();

    /// <summary>The faults in the order in which they were added, also those that have no hits left.</summary>
    /// <returns>The faults themselves: their Hits go on counting.</returns>
    public NovaSimulatorFault[] GetFaults() => _faults.All();

    /// <summary>
    /// The requests in the order in which they were received; of very many the last 128 MB. Tokens and passwords are hidden.
    /// </summary>
    /// <returns>The requests.</returns>
    public NovaSimulatorRequest[] GetRequests() => _cloud.GetRequests();

    /// <summary>Forgets the requests that have come until now.</summary>
    public void ClearRequests() => _cloud.ClearRequests();

    /// <summary>Closes the port and all connections, and returns when nothing runs any more. Its state can still be read.</summary>
    public void Stop() => _listener.Dispose();

    /// <summary>As <see cref="Stop"/>.</summary>
    public void Dispose() => Stop();

    /// <summary>Where it listens and how many servers there are: nothing that is secret.</summary>
    /// <returns>A line for people.</returns>
    public override string ToString() =>
        string.Format(CultureInfo.InvariantCulture, "NovaSimulator {0} ({1} servers)", Root, GetServers().Length);

    private void Change(string nameOrId, Func<Instance, Instance> change)
    {
        var server = _cloud.Compute.FindByNameOrId(nameOrId)
            ?? throw new ArgumentException($"There is no server '{nameOrId}'. GetServers() has those that there are.");
        _cloud.Compute.Change(server.Id, change);
    }
}
