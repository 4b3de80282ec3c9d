using System;
using System.Linq;
using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;
using NovaPS.Simulator.Tests.Support;
using Xunit;

namespace NovaPS.Simulator.Tests;

/// <summary>Tests logins with a passcode. The expected responses are those of a Keystone 22 whose methods include totp.</summary>
public class MultiFactorTests : SimulatorTest
{
    private const string Unauthorized = "The request you have made requires authentication.";

    public MultiFactorTests() => Options.RequiresPasscode = true;

    [Fact]
    public void Login_HasAReceipt_WhenThePasscodeIsMissing()
    {
        var response = Login(Password("demo"));

        Assert.Equal(401, response.Status);
        Assert.Equal(["Content-Type", "Content-Length", "Openstack-Auth-Receipt", "Vary", "x-openstack-request-id", "Connection"],
            response.HeaderNames);
        Assert.Equal($$$"""
            {"receipt": {"methods": ["password"], "user": {"id": "{{{Simulator.UserId}}}", "name": "demo", "domain": {"id": "default", "name": "Default"}}, "expires_at": "2026-11-23T23:01:45.000000Z", "issued_at": "2026-11-23T22:56:45.000000Z"}, "required_auth_methods": [["password", "totp"]]}
            """, response.Body);
    }

    [Fact]
    public void Login_Succeeds_WhenTheReceiptIsContinued()
    {
        var receipt = Login(Password("demo")).Header("Openstack-Auth-Receipt")!;

        var response = Login(Passcode("demo"), receipt);

        Assert.Equal(201, response.Status);
        Assert.Equal(["password", "totp"], Methods(response));
        var servers = Request("GET", "/v2.1/servers", null, token: response.Header("X-Subject-Token"));
        Assert.Equal(200, WireClient.Exchange(Address, servers).Status);
    }

    [Fact]
    public void Login_Succeeds_WhenBothMethodsAreInOneRequest()
    {
        var both = (JObject)Password("demo").DeepClone();
        both["methods"] = new JArray("password", "totp");
        both["totp"] = Passcode("demo")["totp"];

        Assert.Equal(["password", "totp"], Methods(Login(both)));
    }

    [Theory]
    [InlineData("another user's receipt", "Could not find auth receipt: ")]
    [InlineData("an expired receipt", "Could not find auth receipt: ")]
    [InlineData("an unknown receipt", "Could not find auth receipt: gAAAnothing.")]
    [InlineData("a wrong passcode", Unauthorized)]
    [InlineData("another user's password", Unauthorized)]
    public void Login_IsRefused_WhenTheMethodsCannotBeCombined(string fault, string expected)
    {
        var user = fault == "another user's receipt" ? "reader" : "demo";
        var receipt = Login(Password(user)).Header("Openstack-Auth-Receipt")!;
        if (fault == "an expired receipt")
            Simulator.Advance(TimeSpan.FromMinutes(5));
        var identity = Passcode("demo");
        if (fault == "a wrong passcode")
            identity["totp"]!["user"]!["passcode"] = "abcdef";
        if (fault == "another user's password")
        {
            identity = Password("reader");
            identity["methods"] = new JArray("password", "totp");
            identity["totp"] = Passcode("demo")["totp"];
        }

        var response = Login(identity, fault == "an unknown receipt" ? "gAAAnothing" : receipt);

        Assert.Equal(401, response.Status);
        Assert.StartsWith(expected, response.Message, StringComparison.Ordinal);
        Assert.Contains("WWW-Authenticate", response.HeaderNames);
    }

    [Fact]
    public void Passcode_HasSixDigitsAndChanges_EveryHalfMinute()
    {
        var passcodes = Enumerable.Range(0, 20).Select(_ =>
        {
            Simulator.Advance(TimeSpan.FromSeconds(30));
            return Simulator.GetPasscode();
        }).ToArray();

        Assert.All(passcodes, p => Assert.Matches("^[0-9]{6}$", p));
        Assert.True(passcodes.Distinct().Count() > 10);
    }

    [Fact]
    public void Login_NeedsNoPasscode_WhenItIsByApplicationCredentialOrToken()
    {
        var credential = new JObject
        {
            ["methods"] = new JArray("application_credential"),
            ["application_credential"] = new JObject
            {
                ["id"] = Simulator.ApplicationCredentialId, ["secret"] = Simulator.GetApplicationCredentialSecret(),
            },
        };
        var token = new JObject
        {
            ["methods"] = new JArray("token"), ["token"] = new JObject { ["id"] = Simulator.CreateToken() },
        };

        Assert.Equal(201, Login(credential, scope: null).Status);
        Assert.Equal(["password", "token", "totp"], Methods(Login(token)));
    }

    [Fact]
    public void Passcode_IsUnknown_WhenItIsNotRequired()
    {
        Options.RequiresPasscode = false;

        Assert.Equal((401, Unauthorized), (Login(Passcode("demo")).Status, Login(Passcode("demo")).Message));
        Assert.Equal(201, Login(Password("demo")).Status);
    }

    [Fact]
    public void Requests_ShowNeitherPasscodeNorReceipt()
    {
        var passcode = Simulator.GetPasscode();
        var receipt = Login(Password("demo")).Header("Openstack-Auth-Receipt")!;
        Login(Passcode("demo"), receipt);

        var shown = string.Concat(Simulator.GetRequests().Select(r => r.Body + string.Concat(r.Headers)));

        Assert.DoesNotContain(receipt, shown, StringComparison.Ordinal);
        Assert.DoesNotMatch("[^0-9]" + Regex.Escape(passcode) + "[^0-9]", shown);
    }

    private static string[] Methods(WireResponse response) =>
        [.. response.Json["token"]!["methods"]!.Select(m => (string)m!).Order(StringComparer.Ordinal)];

    private JObject Password(string user) => Identity("password", user, "password", Simulator.GetPassword());

    private JObject Passcode(string user) => Identity("totp", user, "passcode", Simulator.GetPasscode());

    private static JObject Identity(string method, string user, string name, string secret) => new()
    {
        ["methods"] = new JArray(method),
        [method] = new JObject
        {
            ["user"] = new JObject { ["name"] = user, ["domain"] = new JObject { ["name"] = "Default" }, [name] = secret },
        },
    };

    private WireResponse Login(JObject identity, string? receipt = null,
        string? scope = """{"project": {"name": "demo", "domain": {"name": "Default"}}}""")
    {
        var auth = new JObject { ["identity"] = identity };
        if (scope is not null)
            auth["scope"] = JObject.Parse(scope);
        return WireClient.Exchange(Address, Request("POST", "/v3/auth/tokens", new JObject { ["auth"] = auth }.ToString(),
            more: receipt is null ? null : $"Openstack-Auth-Receipt: {receipt}\r\n"));
    }
}
