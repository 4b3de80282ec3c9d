namespace NovaPS.Simulator;

/// <summary>How the service catalog writes the URL of the compute service.</summary>
public enum NovaSimulatorEndpointStyle
{
    /// <summary>http://host/v2.1, as installations of today have it.</summary>
    V21,

    /// <summary>http://host/v2.1/{project_id}.</summary>
    V21WithProject,

    /// <summary>http://host/v2/{project_id}: no microversions, the header is dropped without a word.</summary>
    V2WithProject,
}
