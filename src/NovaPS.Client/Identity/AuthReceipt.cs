using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Newtonsoft.Json;
using NovaPS.Client.Http;
using NovaPS.Client.Json;

namespace NovaPS.Client.Identity;

/// <summary>
/// Keystone's 401 to a login that was right and not enough: the methods that it accepted, those that it requires, and a receipt with
/// which the login goes on.
/// Source: Identity API v3, "Multi-Factor Authentication"; keystone/receipt/handlers.py.
/// </summary>
internal sealed class AuthReceipt
{
    /// <summary>The header of the response, and of the request that continues the login. Its value is a secret.</summary>
    public const string Header = "Openstack-Auth-Receipt";

    private const int MaxNames = 20;

    /// <summary>Anything else is no name, and not for people.</summary>
    private static readonly Regex Name = new(@"^[A-Za-z0-9_.-]{1,40}\z", RegexOptions.CultureInvariant);

    private AuthReceipt(string value) => Value = value;

    /// <summary>The secret itself.</summary>
    public string Value { get; }

    /// <summary>The login methods that Keystone accepted.</summary>
    private List<string> Accepted { get; } = [];

    /// <summary>Sets of methods; one whole set is required.</summary>
    private List<List<string>> Required { get; } = [];

    /// <summary>Reads it from a response; null: the response has none.</summary>
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
            // The header says enough: the login is not complete.
        }

        return receipt;
    }

    /// <summary>The methods that complete the login; null where what is available does not.</summary>
    public IReadOnlyList<string>? Complete(IReadOnlyList<string> available) =>
        Missing().FirstOrDefault(set => set.All(available.Contains));

    /// <summary>Says which methods are missing.</summary>
    public NovaException ToException()
    {
        var missing = Missing().ToList();
        var required = missing.Count == 0 ? "others, which it does not name"
            : string.Join(", or ", missing.Select(names => string.Join(" and ", names)));
        return new NovaException(NovaErrorId.NovaUnauthorized, (Accepted.Count == 0 ? "Keystone"
            : "Keystone accepted the login method " + string.Join(", ", Accepted) + ", and") + " also requires " + required)
        {
            Remedy = (missing.FirstOrDefault() is { Count: 1 } set ? set[0] : null) switch
            {
                AuthMethods.Totp => "Specify the current passcode with -Passcode.",
                AuthMethods.Password => "Specify the password as well: with -Credential, or with -UserName and -Password.",
                _ => "NovaPS can log in with a password and a passcode. For another method, " + AuthMethods.Elsewhere,
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

    /// <summary>What each of the sets has besides what was accepted, the shortest first.</summary>
    private IEnumerable<List<string>> Missing() =>
        Required.Select(set => set.Except(Accepted).ToList()).Where(set => set.Count > 0).OrderBy(set => set.Count);

    private void ReadMember(JsonReader reader, string name)
    {
        if (name == "required_auth_methods")
            reader.ReadElements(set => ReadRequired(ReadNames(set)));
        else if (name == "receipt")
            reader.ReadMembers(ReadAccepted);
        else
            reader.Skip();
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
        else
            reader.Skip();
    }
}
