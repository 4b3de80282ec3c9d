using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading;

namespace NovaPS.Client.Configuration;

/// <summary>Reads a configuration file, or a file that it refers to. It must be a regular file, of limited size.</summary>
internal static class ConfigBytes
{
    /// <summary>The maximum size of a file, in bytes, which is sufficient for thousands of clouds.</summary>
    public const int MaxSize = 4 * 1024 * 1024;

    private const int TypeMask = 0xF000;
    private const int RegularFile = 0x8000;

    /// <summary>Reads a whole file as UTF-8. Invalid bytes are replaced.</summary>
    /// <exception cref="NovaException">NovaConnectInputInvalid: the file is not a regular file, or is too large.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file is denied.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static string ReadText(string path)
    {
        using var text = new StreamReader(Read(path, CancellationToken.None));
        return text.ReadToEnd();
    }

    /// <summary>Reads a whole file.</summary>
    /// <exception cref="NovaException">NovaConnectInputInvalid: the file is not a regular file, or is too large.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file is denied.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static MemoryStream Read(string path, CancellationToken cancellation)
    {
        if (Directory.Exists(path) || !IsRegular(path))
            throw NotRegular(path);
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new MemoryStream();
            var buffer = new byte[64 * 1024];
            for (int n; (n = file.Read(buffer, 0, buffer.Length)) > 0;)
            {
                cancellation.ThrowIfCancellationRequested();
                bytes.Write(buffer, 0, n);
                if (bytes.Length > MaxSize)
                    throw Invalid(path + " is larger than 4 MB", "Use a smaller file.");
            }

            bytes.Position = 0;
            return bytes;
        }
        catch (NotSupportedException)
        {
            // .NET on Windows throws this for devices and pipes.
            throw NotRegular(path);
        }
    }

    /// <summary>
    /// Whether it is a regular file. Opening a pipe blocks until there is a writer, and .NET Standard cannot identify pipes. The native
    /// library of .NET can: its stat returns the file type as the second integer (System.Native, pal_io.h, FileStatus).
    /// </summary>
    private static bool IsRegular(string path)
    {
        if (RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
            return true;
        var status = new byte[512];
        try
        {
            return Stat(Encoding.UTF8.GetBytes(path + '\0'), status) != 0 || (BitConverter.ToInt32(status, 4) & TypeMask) == RegularFile;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return true;
        }
    }

    private static NovaException NotRegular(string path) =>
        Invalid(path + " is not a regular file", "Save the content in a regular file, and specify that file.");

    private static NovaException Invalid(string reason, string remedy) =>
        new(NovaErrorId.NovaConnectInputInvalid, reason) { Remedy = remedy };

    [DllImport("libSystem.Native", EntryPoint = "SystemNative_Stat")]
    private static extern int Stat(byte[] path, byte[] status);
}
