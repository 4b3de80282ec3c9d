namespace NovaPS.Client.Diagnostics;

/// <summary>What is to be examined: a login that is to be tried, or a connection.</summary>
internal sealed class DiagnosisTarget
{
    private DiagnosisTarget(string name, StepResult configuration)
    {
        Name = name;
        Configuration = configuration;
    }

    /// <summary>The name of the cloud or connection.</summary>
    public string Name { get; }

    /// <summary>What was configured, and where.</summary>
    public StepResult Configuration { get; }

    /// <summary>The login to try; null: a connection is examined, or the configuration cannot be read.</summary>
    public ConnectRequest? Request { get; private set; }

    /// <summary>The connection to examine; null: a login is tried. It stays open.</summary>
    public NovaConnection? Connection { get; private set; }

    public static DiagnosisTarget Of(ConnectRequest request, StepResult configuration) =>
        new(request.Name ?? request.AuthUrl.Host, configuration.And("The login is" + Connector.DescribeTarget(request) + "."))
        {
            Request = request,
        };

    public static DiagnosisTarget Of(NovaConnection connection, StepResult configuration) =>
        new(connection.Name, configuration) { Connection = connection };

    /// <summary>A configuration that cannot be read.</summary>
    public static DiagnosisTarget Of(string name, NovaException error) => new(name, StepResult.Failed(error));
}
