namespace NovaPS.Client.Http;

/// <summary>
/// The limits of one response. All limits are defined here, and about_NovaPS_Errors lists them for users. A response that exceeds a limit
/// is a NovaProtocolError whose message has the limit.
/// </summary>
/// <param name="Body">The size of a body, decompressed, in bytes.</param>
/// <param name="Token">The size of one string, property name, number or run of white space, in bytes.</param>
/// <param name="Values">The estimated memory for the values that are stored, in bytes.</param>
internal sealed record ResponseLimits(long Body, int Token, long Values)
{
    /// <summary>The nesting depth of objects and arrays.</summary>
    public const int MaxDepth = 64;

    /// <summary>The number of bytes that are read of the body of an error response. The rest is ignored.</summary>
    public const int MaxRefusal = 64 * 1024;

    /// <summary>The length of a token, in characters. Fernet tokens have about 250; PKI tokens had up to 8,000.</summary>
    public const int MaxAuthToken = 16 * 1024;

    /// <summary>The length of a link to a next page, in characters.</summary>
    public const int MaxLink = 16 * 1024;

    /// <summary>The number of consecutive pages without a new row. Nova adds no link to a page that is not full.</summary>
    public const int MaxEmptyPages = 10;

    /// <summary>The number of rows of a list, in all pages together.</summary>
    public const int MaxRows = 500_000;

    /// <summary>
    /// The time limit of a request is extended each time that a response has delivered this number of bytes, so that a long list on a slow
    /// connection does not time out, but a stalled response does.
    /// </summary>
    public const int BytesPerTimeLimit = Mega;

    /// <summary>The maximum total time of a response, as a multiple of the time limit.</summary>
    public const int MaxTimeLimits = 10;

    private const int Mega = 1024 * 1024;

    /// <summary>
    /// A version document, a server, a record or a console log. Many are read concurrently. Nova returns at most 100 kB of a console log,
    /// and Hyper-V at most 512 kB. Source: nova/virt/libvirt/driver.py, MAX_CONSOLE_BYTES; nova/virt/hyperv/
    /// vmops.py, _MAX_CONSOLE_LOG_FILE_SIZE.
    /// </summary>
    public static readonly ResponseLimits Document = new(16 * Mega, Mega, 16 * Mega);

    /// <summary>A login with its catalog.</summary>
    public static readonly ResponseLimits Catalog = new(64 * Mega, Mega, 192 * Mega);

    /// <summary>
    /// A page of a list. The limit is sufficient for 100,000 servers with few details, or 50,000 with many; Nova sends 1,000 per page.
    /// </summary>
    public static readonly ResponseLimits Page = new(256 * Mega, Mega, 192 * Mega);

    /// <summary>Creates the error of a response that exceeds a limit.</summary>
    /// <param name="what">The subject and the limit, such as "its body has more than 256 MB".</param>
    public static NovaException Exceeded(string what) =>
        new(NovaErrorId.NovaProtocolError, "the response is not valid: " + what)
        {
            Remedy = "Check that the URL is that of the cloud. OpenStack services do not send such responses.",
        };

    /// <summary>Formats a number of bytes in MB.</summary>
    public static string Size(long bytes) => bytes / Mega + " MB";
}
