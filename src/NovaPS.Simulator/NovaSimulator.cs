using System;
using System.Globalization;
using System.Linq;
using NovaPS.Simulator.Http;
using NovaPS.Simulator.Keystone;
using NovaPS.Simulator.Nova;

namespace NovaPS.Simulator;

/// <summary>
/// A Keystone and a Nova on 127.0.0.1, inside this process: real HTTP, the responses of a real Nova byte for byte, a clock that
/// can be advanced, and fault injection. All members are thread-safe.
/// </summary>
public sealed class NovaSimulator : IDisposable
{
    // Keeps all times far below DateTime.MaxValue.
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
    /// <param name="options">The options; null for the defaults.</param>
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

    /// <summary>The id of the project other, in which demo has no role.</summary>
    public string OtherProjectId => _cloud.Identity.Other.Id;

    /// <summary>The name of a member of the project: demo. Other users are reader, other and admin. The domain is Default.</summary>
    public string UserName => _cloud.Identity.DemoUser.Name;

    /// <summary>The id of the user demo.</summary>
    public string UserId => _cloud.Identity.DemoUser.Id;

    /// <summary>The id of an application credential of demo.</summary>
    public string ApplicationCredentialId => _cloud.Identity.ApplicationCredentialId;

    /// <summary>The name of that application credential.</summary>
    public string ApplicationCredentialName => _cloud.Identity.ApplicationCredentialName;

    /// <summary>Whether the simulator accepts connections.</summary>
    public bool IsRunning => _listener.IsRunning;

    private string Root => "http://127.0.0.1:" + Formats.Invariant(Port);

    /// <summary>Returns the password, which is the same for all users.</summary>
    /// <returns>The password.</returns>
    public string GetPassword() => _cloud.Identity.Password;

    /// <summary>Whether users need a passcode in addition to the password.</summary>
    public bool RequiresPasscode => _cloud.MultiFactor.IsRequired;

    /// <summary>Returns the current passcode, which is the same for all users. It changes every 30 seconds of simulated time.</summary>
    /// <returns>Six digits.</returns>
    public string GetPasscode() => _cloud.MultiFactor.Passcode();

    /// <summary>Returns the secret of the application credential.</summary>
    /// <returns>The secret.</returns>
    public string GetApplicationCredentialSecret() => _cloud.Identity.ApplicationCredentialSecret;

    /// <summary>Issues a token to demo for the project demo.</summary>
    /// <returns>The token.</returns>
    public string CreateToken() => CreateToken(UserName);

    /// <summary>Issues a token to a user for that user's first project.</summary>
    /// <param name="user">demo, reader, other or admin.</param>
    /// <returns>The token.</returns>
    public string CreateToken(string user)
    {
        var found = _cloud.Identity.Users.FirstOrDefault(u => u.Name == user)
            ?? throw new ArgumentException($"There is no user '{user}'.", nameof(user));
        return _cloud.Tokens.Issue(found, found.Projects.First(),
            _cloud.MultiFactor.IsRequired ? ["password", MultiFactor.Totp] : ["password"]).Id;
    }

    /// <summary>Revokes a token.</summary>
    /// <param name="token">The token.</param>
    public void RevokeToken(string token) => _cloud.Tokens.Revoke(token);

    /// <summary>Revokes all tokens that were issued until now.</summary>
    public void RevokeAllTokens() => _cloud.Tokens.RevokeAll();

    /// <summary>Expires all tokens that were issued until now.</summary>
    public void ExpireAllTokens() => _cloud.Tokens.ExpireAll();

    /// <summary>Advances the simulated time, and completes the actions that are due by then.</summary>
    /// <param name="time">A time span from zero to 10,000 days.</param>
    public void Advance(TimeSpan time)
    {
        if (time < TimeSpan.Zero || time > MaxAdvance)
            throw new ArgumentException($"The time cannot be advanced by {time}: "
                + $"pass a time span from zero to {Formats.Invariant(MaxAdvance.Days)} days.");
        _cloud.Advance(time);
    }

    /// <summary>Advances the simulated time, in seconds. Without this overload, PowerShell would convert a number to ticks.</summary>
    /// <param name="seconds">The number of seconds, from zero to 10,000 days; fractions are accepted.</param>
    public void Advance(double seconds)
    {
        if (!(seconds >= 0 && seconds <= MaxAdvance.TotalSeconds))
            throw new ArgumentException($"The time cannot be advanced by {seconds.ToString(CultureInfo.InvariantCulture)} seconds: "
                + $"pass 0 to {Formats.Invariant((int)MaxAdvance.TotalSeconds)}.");
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

    /// <summary>Adds a public image.</summary>
    /// <param name="name">Its name. Several images can have the same name.</param>
    /// <returns>Its id.</returns>
    public string AddImage(string name)
    {
        var image = new Glance.Image(Formats.NewId(), name ?? throw new ArgumentNullException(nameof(name)), null, _cloud.Now);
        _cloud.Compute.Images.Add(image);
        return image.Id;
    }

    /// <summary>Returns the current state of a server. A deleted server is returned only by its id.</summary>
    /// <param name="nameOrId">The id, or the name if only one server has it.</param>
    /// <returns>The server; null if there is none.</returns>
    public NovaSimulatorServer? GetServer(string nameOrId) => _cloud.Compute.FindByNameOrId(nameOrId)?.ToServer();

    /// <summary>Returns all servers that are not deleted, in the order in which they were added.</summary>
    /// <returns>The current state of the servers.</returns>
    public NovaSimulatorServer[] GetServers() =>
        _cloud.Compute.All().Where(server => !server.Deleted).Select(server => server.ToServer()).ToArray();

    /// <summary>The number of servers that are not deleted.</summary>
    public int ServerCount => _cloud.Compute.All().Count(server => !server.Deleted);

    /// <summary>Deletes a server, as if an administrator had deleted it.</summary>
    /// <param name="nameOrId">The id or the name.</param>
    public void RemoveServer(string nameOrId)
    {
        var admin = _cloud.Identity.Users.First(user => user.Name == "admin");
        Change(nameOrId, server => ServersApi.Removed(server, Formats.NewRequestId(), admin.Id, _cloud.Now));
    }

    /// <summary>Sets the status of a server, as if its host had changed it. An action in progress is dropped.</summary>
    /// <param name="nameOrId">The id or the name.</param>
    /// <param name="status">The status, for example ERROR.</param>
    public void SetStatus(string nameOrId, string status) => SetStatus(nameOrId, status, null);

    /// <summary>Sets the status of a server, as if its host had changed it. An action in progress is dropped.</summary>
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

    /// <summary>Replaces the console log of a server.</summary>
    /// <param name="nameOrId">The id or the name.</param>
    /// <param name="text">The text, with line feeds at the ends of lines.</param>
    public void SetConsoleOutput(string nameOrId, string text) =>
        Change(nameOrId, server => server.WithConsoleOutput(text ?? throw new ArgumentNullException(nameof(text))));

    /// <summary>Injects a fault. If several faults match a request, the first one that has not been used up applies.</summary>
    /// <param name="fault">The fault, and the requests that it affects.</param>
    public void AddFault(NovaSimulatorFault fault) => _faults.Add(fault ?? throw new ArgumentNullException(nameof(fault)));

    /// <summary>Injects a fault: the next request gets a status.</summary>
    /// <param name="statusCode">The status, for example 503.</param>
    public void AddFault(int statusCode) => AddFault(new NovaSimulatorFault { StatusCode = statusCode });

    /// <summary>Injects a fault: the next requests get a status.</summary>
    /// <param name="statusCode">The status, for example 503.</param>
    /// <param name="count">How many requests; -1 for all.</param>
    public void AddFault(int statusCode, int count) =>
        AddFault(new NovaSimulatorFault { StatusCode = statusCode, Count = count });

    /// <summary>Injects a fault: the next request for a server action gets a status.</summary>
    /// <param name="action">The action, for example os-start.</param>
    /// <param name="statusCode">The status, for example 503.</param>
    public void AddFault(string action, int statusCode) =>
        AddFault(new NovaSimulatorFault { Action = action, StatusCode = statusCode });

    /// <summary>Removes all faults.</summary>
    public void ClearFaults() => _faults.Clear();

    /// <summary>Returns the faults in the order in which they were added, including those that have been used up.</summary>
    /// <returns>The faults. Their Hits continue to count.</returns>
    public NovaSimulatorFault[] GetFaults() => _faults.All();

    /// <summary>
    /// Returns the requests in the order in which they were received, up to the last 128 MB. Tokens and passwords are redacted.
    /// </summary>
    /// <returns>The requests.</returns>
    public NovaSimulatorRequest[] GetRequests() => _cloud.GetRequests();

    /// <summary>Removes the recorded requests.</summary>
    public void ClearRequests() => _cloud.ClearRequests();

    /// <summary>Closes the port and all connections, and waits until no request is in progress. The state can still be read.</summary>
    public void Stop() => _listener.Dispose();

    /// <summary>Does the same as <see cref="Stop"/>.</summary>
    public void Dispose() => Stop();

    /// <summary>Returns the URL and the number of servers, without secrets.</summary>
    /// <returns>Such as NovaSimulator http://127.0.0.1:5000 (3 servers).</returns>
    public override string ToString() =>
        string.Format(CultureInfo.InvariantCulture, "NovaSimulator {0} ({1} servers)", Root, GetServers().Length);

    private void Change(string nameOrId, Func<Instance, Instance> change)
    {
        var server = _cloud.Compute.FindByNameOrId(nameOrId)
            ?? throw new ArgumentException($"The simulator has no server '{nameOrId}'. GetServers() returns the servers.");
        _cloud.Compute.Change(server.Id, change);
    }
}
