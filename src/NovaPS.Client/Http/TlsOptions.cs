namespace NovaPS.Client.Http;

/// <summary>The TLS options of a connection.</summary>
internal sealed class TlsOptions
{
    /// <summary>Whether to accept any certificate.</summary>
    public bool SkipCheck { get; set; }

    /// <summary>A PEM file with the only trusted authorities; null to trust those of the system.</summary>
    public string? CaFile { get; set; }

    /// <summary>The file of the client certificate, PEM or PKCS #12; null for none.</summary>
    public string? CertificateFile { get; set; }

    /// <summary>The PEM file of the private key; null if it is in <see cref="CertificateFile"/>.</summary>
    public string? KeyFile { get; set; }
}
