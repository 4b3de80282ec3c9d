namespace NovaPS.Client.Diagnostics;

/// <summary>The target of a test: a login or a connection.</summary>
internal sealed class DiagnosisTarget
{
    private DiagnosisTarget(string name, StepResult configuration)
    {
        Name = name;
        Configuration = configuration;
    }

    /// <summary>The name of the cloud or connection.</summary>
    public string Name { get; }

    /// <summary>The result of the step Configuration.</summary>
    public StepResult Configuration { get; }

    /// <summary>The login to test; null if a connection is tested, or the configuration cannot be read.</summary>
    public ConnectRequest? Request { get; private set; }

    /// <summary>The connection to test, which stays open; null if a login is tested.</summary>
    public NovaConnection? Connection { get; private set; }

    public static DiagnosisTarget Of(ConnectRequest request, StepResult configuration) =>
        new(request.Name ?? request.AuthUrl.Host, configuration.And("The login is" + Connector.DescribeTarget(request) + "."))
        {
            Request = request,
        };

    public static DiagnosisTarget Of(NovaConnection connection, StepResult configuration) =>
        new(connection.Name, configuration) { Connection = connection };

    /// <summary>Creates the target of a configuration that cannot be read.</summary>
    public static DiagnosisTarget Of(string name, NovaException error) => new(name, StepResult.Failed(error));
}
