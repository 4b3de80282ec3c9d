using System.Security;
using NovaPS.Client.Lookups;
using NovaPS.Client.Operations;

namespace NovaPS.Internal;

/// <summary>The arguments of an action that boots a server from an image: rescue and rebuild.</summary>
internal static class ImageArguments
{
    /// <summary>Returns the function that looks up the image.</summary>
    /// <param name="image">Its name or id; null for the cloud's choice.</param>
    /// <param name="password">The administrator's password; null for one that Nova generates.</param>
    /// <param name="argument">The argument for the id of the image.</param>
    public static ArgumentLookup CreateLookup(string? image, SecureString? password, string argument) =>
        async (client, log, cancellation) =>
    {
        var found = image is null ? null : await ImageLookup.FindAsync(client, image, log, cancellation).ConfigureAwait(false);
        return new ActionArguments { { argument, found?.Id }, { "adminPass", password } };
    };
}
