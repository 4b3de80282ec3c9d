namespace NovaPS.Client.Http;

/// <summary>
/// The limits of one response. They are the only place for such numbers; about_NovaPS_Errors lists them for users. A response that
/// exceeds one is NovaProtocolError, and the message names the limit.
/// </summary>
/// <param name="Body">The bytes of a body, decompressed.</param>
/// <param name="Token">The bytes of one string, property name, number or run of white space.</param>
/// <param name="Values">The memory, as estimated, for the values that are kept.</param>
internal sealed record ResponseLimits(long Body, int Token, long Values)
{
    /// <summary>How deep objects and arrays may be nested.</summary>
    public const int MaxDepth = 64;

    /// <summary>The bytes that are read of the body of a refusal. The rest is ignored.</summary>
    public const int MaxRefusal = 64 * 1024;

    /// <summary>The characters of a token. Fernet tokens have about 250; PKI tokens had up to 8,000.</summary>
    public const int MaxAuthToken = 16 * 1024;

    /// <summary>The characters of a link to a next page.</summary>
    public const int MaxLink = 16 * 1024;

    /// <summary>Consecutive pages without a row that is new. Nova links no page after one that is not full.</summary>
    public const int MaxEmptyPages = 10;

    /// <summary>The rows of a list, all pages together.</summary>
    public const int MaxRows = 500_000;

    /// <summary>
    /// A response gets the time limit of the request once more for each of these bytes that it has delivered, so that a long list on a
    /// slow connection is not cut, but a body that drips is.
    /// </summary>
    public const int BytesPerTimeLimit = Mega;

    /// <summary>How many times the time limit of the request a response can get in all.</summary>
    public const int MaxTimeLimits = 10;

    private const int Mega = 1024 * 1024;

    /// <summary>A JSON document: a version document, a server, a record. Many are read at once.</summary>
    public static readonly ResponseLimits Document = new(16 * Mega, Mega, 16 * Mega);

    /// <summary>A login with its catalog.</summary>
    public static readonly ResponseLimits Catalog = new(64 * Mega, Mega, 192 * Mega);

    /// <summary>
    /// A page of a list. Its values may be more than 100,000 servers with few details, or 50,000 with many; Nova sends 1,000 a page.
    /// </summary>
    public static readonly ResponseLimits Page = new(256 * Mega, Mega, 192 * Mega);

    /// <summary>A console log of 64 MB and more, with its escapes in JSON. It is read in parts.</summary>
    public static readonly ResponseLimits ConsoleLog = new(256 * Mega, Mega, 16 * Mega);

    /// <summary>The error of a response that exceeds a limit.</summary>
    /// <param name="what">The subject and the limit, such as "its body has more than 256 MB".</param>
    public static NovaException Exceeded(string what) =>
        new(NovaErrorId.NovaProtocolError, "the response is not valid: " + what)
        {
            Remedy = "Check that the URL is that of the cloud: no OpenStack service sends such a response.",
        };

    /// <summary>A number of bytes in MB.</summary>
    public static string Size(long bytes) => bytes / Mega + " MB";
}
