namespace NovaPS.Simulator;

/// <summary>The format of the compute URL in the service catalog.</summary>
public enum NovaSimulatorEndpointStyle
{
    /// <summary>http://host/v2.1, as in current installations.</summary>
    V21,

    /// <summary>http://host/v2.1/{project_id}.</summary>
    V21WithProject,

    /// <summary>http://host/v2/{project_id}: without microversions; the header is ignored.</summary>
    V2WithProject,
}
