using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Newtonsoft.Json;
using NovaPS.Client.Http;
using NovaPS.Client.Json;

namespace NovaPS.Client.Identity;

/// <summary>
/// Keystone's 401 to a login that requires another method. It has the accepted methods, the required methods, and a receipt to continue the
/// login.
/// Source: Identity API v3, "Multi-Factor Authentication"; keystone/receipt/handlers.py.
/// </summary>
internal sealed class AuthReceipt
{
    /// <summary>The header of the response, and of the request that continues the login. Its value is a secret.</summary>
    public const string Header = "Openstack-Auth-Receipt";

    private const int MaxNames = 20;

    /// <summary>The valid names of methods. Other values are not shown.</summary>
    private static readonly Regex Name = new(@"^[A-Za-z0-9_.-]{1,40}\z", RegexOptions.CultureInvariant);

    private AuthReceipt(string value) => Value = value;

    /// <summary>The secret itself.</summary>
    public string Value { get; }

    /// <summary>The login methods that Keystone accepted.</summary>
    private List<string> Accepted { get; } = [];

    /// <summary>The sets of required methods. All methods of one set are required.</summary>
    private List<List<string>> Required { get; } = [];

    /// <summary>Reads the receipt of a response; null if there is none.</summary>
    public static AuthReceipt? Read(ApiResponse response)
    {
        if (response.Header(Header) is not { } value)
            return null;
        var receipt = new AuthReceipt(value);
        try
        {
            JsonReading.ReadBody(response.Body, receipt.ReadMember);
        }
        catch (JsonException)
        {
            // The header is sufficient evidence that the login is incomplete.
        }

        return receipt;
    }

    /// <summary>Returns the methods that complete the login; null if the available methods do not.</summary>
    public IReadOnlyList<string>? Complete(IReadOnlyList<string> available) =>
        Missing().FirstOrDefault(set => set.All(available.Contains));

    /// <summary>Creates the error, which lists the missing methods.</summary>
    public NovaException ToException()
    {
        var missing = Missing().ToList();
        var required = missing.Count == 0 ? "another method, which it does not specify"
            : string.Join(", or ", missing.Select(names => string.Join(" and ", names)));
        return new NovaException(NovaErrorId.NovaUnauthorized, (Accepted.Count == 0 ? "Keystone"
            : "Keystone accepted the login method " + string.Join(", ", Accepted) + ", and") + " also requires " + required)
        {
            Remedy = (missing.FirstOrDefault() is { Count: 1 } set ? set[0] : null) switch
            {
                AuthMethods.Totp => "Specify the current passcode with -Passcode.",
                AuthMethods.Password => "Specify the password as well: with -Credential, or with -UserName and -Password.",
                _ => "NovaPS can log in with a password and a passcode. For another method, " + AuthMethods.OtherMethodRemedy,
            },
        };
    }

    private static List<string> ReadNames(JsonReader reader)
    {
        var names = new List<string>();
        reader.ReadElements(r =>
        {
            if (r.Text() is { } name && Name.IsMatch(name) && names.Count < MaxNames)
                names.Add(name);
        });
        return names;
    }

    /// <summary>Returns the missing methods of each set, the shortest first.</summary>
    private IEnumerable<List<string>> Missing() =>
        Required.Select(set => set.Except(Accepted).ToList()).Where(set => set.Count > 0).OrderBy(set => set.Count);

    private void ReadMember(JsonReader reader, string name)
    {
        if (name == "required_auth_methods")
            reader.ReadElements(set => ReadRequired(ReadNames(set)));
        else if (name == "receipt")
            reader.ReadMembers(ReadAccepted);
    }

    private void ReadRequired(List<string> set)
    {
        if (Required.Count < MaxNames)
            Required.Add(set);
    }

    private void ReadAccepted(JsonReader reader, string name)
    {
        if (name == "methods")
            Accepted.AddRange(ReadNames(reader));
    }
}
