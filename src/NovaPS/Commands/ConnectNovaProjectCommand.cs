using System.Linq;
using System.Management.Automation;
using NovaPS.Client;
using NovaPS.Client.Http;
using NovaPS.Commands.Abstractions;
using NovaPS.Completers;
using NovaPS.Formatting;
using NovaPS.Internal;
using NovaPS.Parameters;

namespace NovaPS.Commands;

/// <summary>Implements Connect-NovaProject.</summary>
/// <remarks>
/// Sends POST /v3/auth/tokens to Keystone, then GET for Nova's version document; nothing with -Endpoint, -ProjectId and -Token.
/// </remarks>
[Cmdlet(VerbsCommunications.Connect, "NovaProject", DefaultParameterSetName = EnvironmentSet)]
[OutputType(typeof(NovaConnection))]
public sealed class ConnectNovaProjectCommand : ConnectionParametersCmdlet
{
    private ConnectRequest? _request;

    /// <summary>
    /// Specifies how many requests to Nova can be in flight at once, for all commands that use the connection, from 1 to 1000. The
    /// default is 32. A -ThrottleLimit above it has no effect.
    /// </summary>
    [Parameter(ParameterSetName = EnvironmentSet)]
    [Parameter(ParameterSetName = PasswordSet)]
    [Parameter(ParameterSetName = UserSet)]
    [Parameter(ParameterSetName = ApplicationCredentialSet)]
    [Parameter(ParameterSetName = TokenSet)]
    [Parameter(ParameterSetName = CloudSet)]
    [Parameter(ParameterSetName = EndpointSet)]
    [Parameter(ParameterSetName = SimulatorSet)]
    public int MaxConcurrency { get; set; } = HttpTransport.DefaultMaxConcurrency;

    /// <summary>
    /// Specifies the name of the connection, for use in -Connection. It is not case-sensitive, and cannot contain wildcards. The
    /// default is the name of the cloud in clouds.yaml, simulator, or PROJECT@HOST; it is made unique with the project, the region or
    /// a number, such as prod/web or prod-2. An open connection with the name is replaced.
    /// </summary>
    [Parameter(ParameterSetName = EnvironmentSet)]
    [Parameter(ParameterSetName = PasswordSet)]
    [Parameter(ParameterSetName = UserSet)]
    [Parameter(ParameterSetName = ApplicationCredentialSet)]
    [Parameter(ParameterSetName = TokenSet)]
    [Parameter(ParameterSetName = CloudSet)]
    [Parameter(ParameterSetName = EndpointSet)]
    [Parameter(ParameterSetName = SimulatorSet)]
    [PSDefaultValue(Help = "The cloud, or PROJECT@HOST")]
    public string? Name { get; set; }

    /// <summary>
    /// Leaves the default connection unchanged. Use the new connection with -Connection, or through the objects that are read through
    /// it.
    /// </summary>
    [Parameter(ParameterSetName = EnvironmentSet)]
    [Parameter(ParameterSetName = PasswordSet)]
    [Parameter(ParameterSetName = UserSet)]
    [Parameter(ParameterSetName = ApplicationCredentialSet)]
    [Parameter(ParameterSetName = TokenSet)]
    [Parameter(ParameterSetName = CloudSet)]
    [Parameter(ParameterSetName = EndpointSet)]
    [Parameter(ParameterSetName = SimulatorSet)]
    public SwitchParameter NotDefault { get; set; }

    /// <summary>
    /// Specifies an open connection to make the default: its name, or the object. No request is sent.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = ConnectionSet)]
    [ConnectionTransformation]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    [AllowNull]
    public NovaConnection? Connection { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var list = ConnectionList.Of(this);
        // If the connect fails, the next command must not act on the previous cloud.
        if (!NotDefault)
            list.BeginConnect();
        try
        {
            ValidateParameters();
            var connection = Connect(list);
            var replaced = ParameterSetName == ConnectionSet ? null : list.Add(connection, Name?.Trim());
            if (!NotDefault)
                list.SetDefault(connection);
            if (replaced is not null)
                Replace(replaced);
            WriteObject(ViewTypes.Select(connection, ViewTypes.Connected));
        }
        catch (NovaException e)
        {
            ThrowTerminatingError(Connector.Explain(e, _request), Given);
        }
    }

    private NovaConnection Connect(ConnectionList list)
    {
        if (MaxConcurrency is < 1 or > 1000)
            throw Invalid("-MaxConcurrency is " + MaxConcurrency + ", which is not from 1 to 1000", "Specify a number from 1 to 1000.");
        if (Name is not null && (Name.IndexOfAny(['*', '?', '[', ']', '`']) >= 0 || Name.Any(char.IsControl)))
            throw Invalid("'" + Name + "' is not a connection name: it has a wildcard or a control character", "Specify another -Name.");
        if (ParameterSetName == ConnectionSet)
            return list.Find(Connection!) ?? throw list.NotOpen(Connection!);
        if (ParameterSetName == EndpointSet)
            return FromToken(MaxConcurrency);
        var request = _request = ReadRequest();
        request.MaxConcurrency = MaxConcurrency;
        return Await(() => Connector.LogInAsync(request, SystemClock.Instance, Dispatcher, Cancellation));
    }

    /// <summary>Closes the replaced connection as soon as no command uses it.</summary>
    private void Replace(NovaConnection replaced)
    {
        WriteVerbose("Connection '" + replaced.Name + "' to " + replaced.Endpoint + " was replaced.");
        Await(() => replaced.Client!.RetireAsync(Dispatcher));
    }
}
