namespace NovaPS.Client.Http;

/// <summary>Whom to trust, and how to be trusted, on https.</summary>
internal sealed class TlsOptions
{
    /// <summary>Trusts any certificate.</summary>
    public bool SkipCheck { get; set; }

    /// <summary>A PEM file with the only authorities to trust; null: those of the system.</summary>
    public string? CaFile { get; set; }

    /// <summary>Our own certificate, PEM or PKCS #12; null: none.</summary>
    public string? CertificateFile { get; set; }

    /// <summary>The key of <see cref="CertificateFile"/>, PEM; null: it stands there as well.</summary>
    public string? KeyFile { get; set; }
}
