using System;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using NovaPS.Client.Configuration;

namespace NovaPS.Client.Http;

/// <summary>Reads certificates from files.</summary>
internal static class CertificateFiles
{
    private static readonly Regex Pem = new("-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\\s]+)-----END CERTIFICATE-----",
        RegexOptions.CultureInvariant);

    /// <summary>Reads the certificates in a PEM file.</summary>
    /// <exception cref="NovaException">NovaConnectInputInvalid: the file cannot be read, or has no certificates.</exception>
    public static X509Certificate2Collection ReadAuthorities(string path) =>
        Read(path, "authorities", "Use a PEM file with the certificates of the authorities (-CACertificate, cacert).", () =>
    {
        var certificates = Pem.Matches(ConfigBytes.ReadText(path)).Cast<Match>()
            .Select(m => new X509Certificate2(Convert.FromBase64String(m.Groups[1].Value))).ToArray();
        return certificates.Length > 0 ? new X509Certificate2Collection(certificates)
            : throw new CryptographicException("it has no PEM certificate");
    });

    /// <summary>Reads a client certificate with its private key.</summary>
    /// <exception cref="NovaException">NovaConnectInputInvalid: the file cannot be read, has no key, or is not supported by this edition of
    /// PowerShell.</exception>
    public static X509Certificate2 ReadOwn(string path, string? keyPath) =>
        Read(path, "client certificate",
        "Use a .pfx file, or a PEM file with its private key (cert, key). Windows PowerShell reads .pfx files only: openssl pkcs12 "
        + "-export creates one.", () =>
    {
        // Only checks that it is a regular file of a valid size.
        if (keyPath is not null)
            ConfigBytes.ReadText(keyPath);
        if (!ConfigBytes.ReadText(path).Contains("-----BEGIN"))
            return WithKey(new X509Certificate2(path));
        // .NET can read PEM keys, but .NET Framework and .NET Standard 2.0 cannot.
        var reader = typeof(X509Certificate2).GetMethod("CreateFromPemFile", BindingFlags.Public | BindingFlags.Static, null,
            [typeof(string), typeof(string)], null)
            ?? throw new CryptographicException("Windows PowerShell cannot read PEM keys");
        X509Certificate2 certificate;
        try
        {
            certificate = (X509Certificate2)reader.Invoke(null, [path, keyPath]);
        }
        catch (TargetInvocationException e) when (e.InnerException is not null)
        {
            throw new CryptographicException(e.InnerException.Message
                + (keyPath is null ? string.Empty : " (with the key " + keyPath + ")"));
        }

        // On Windows, TLS requires that the key is in a key container.
        return WithKey(RuntimeInformation.IsOSPlatform(OSPlatform.Windows)
            ? new X509Certificate2(certificate.Export(X509ContentType.Pkcs12)) : certificate);
    });

    private static X509Certificate2 WithKey(X509Certificate2 certificate) =>
        certificate.HasPrivateKey ? certificate : throw new CryptographicException("it has no private key");

    private static T Read<T>(string path, string what, string remedy, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or FormatException
            or ArgumentException or NotSupportedException)
        {
            throw new NovaException(NovaErrorId.NovaConnectInputInvalid,
                "the certificate file " + path + " (" + what + ") cannot be used: " + e.Message, e) { Remedy = remedy };
        }
    }
}
