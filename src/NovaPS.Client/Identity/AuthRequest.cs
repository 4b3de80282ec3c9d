using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using Newtonsoft.Json;

namespace NovaPS.Client.Identity;

/// <summary>
/// The body of POST /v3/auth/tokens.
/// Source: Identity API v3, "Password authentication with scoped authorization", "Token authentication with scoped authorization",
/// "Authenticating with an Application Credential" and "Multi-Factor Authentication" (password and totp, auth receipts).
/// </summary>
internal sealed class AuthRequest : IDisposable
{
    private readonly StringWriter _text = new();
    private readonly JsonTextWriter _json;

    private AuthRequest() => _json = new JsonTextWriter(_text);

    /// <param name="credential">The credential.</param>
    /// <param name="methods">The login methods to use, which the credential must support.</param>
    /// <param name="scope">The project; null to request no scope.</param>
    public static byte[] Create(NovaCredential credential, IReadOnlyList<string> methods, ProjectScope? scope)
    {
        using var request = new AuthRequest();
        var json = request._json;
        json.WriteStartObject();
        request.Open("auth");
        request.Open("identity");
        request.WriteMethods(methods);
        foreach (var method in methods)
            credential.Write(request, method);
        json.WriteEndObject();
        if (scope is not null)
            request.WriteScope(scope);
        json.WriteEndObject();
        json.WriteEndObject();
        return Encoding.UTF8.GetBytes(request._text.ToString());
    }

    public void Dispose() => ((IDisposable)_json).Dispose();

    public void UsePassword(string? userId, string? userName, DomainName domain, string password)
    {
        Open("password");
        OpenUser(userId, userName, domain);
        Write("password", password);
        _json.WriteEndObject();
        _json.WriteEndObject();
    }

    public void UsePasscode(string? userId, string? userName, DomainName domain, string passcode)
    {
        Open("totp");
        OpenUser(userId, userName, domain);
        Write("passcode", passcode);
        _json.WriteEndObject();
        _json.WriteEndObject();
    }

    public void UseToken(string token)
    {
        Open("token");
        Write("id", token);
        _json.WriteEndObject();
    }

    public void UseApplicationCredential(string? id, string? name, string? userId, string? userName, DomainName domain, string secret)
    {
        Open("application_credential");
        if (id is not null)
        {
            Write("id", id);
        }
        else
        {
            Write("name", name!);
            OpenUser(userId, userName, domain);
            _json.WriteEndObject();
        }

        Write("secret", secret);
        _json.WriteEndObject();
    }

    private void OpenUser(string? id, string? name, DomainName domain)
    {
        Open("user");
        if (id is not null)
        {
            Write("id", id);
            return;
        }

        Write("name", name!);
        WriteDomain(domain);
    }

    private void WriteScope(ProjectScope scope)
    {
        Open("scope");
        Open("project");
        if (scope.Id is not null)
        {
            Write("id", scope.Id);
        }
        else
        {
            Write("name", scope.Name!);
            WriteDomain(scope.Domain);
        }

        _json.WriteEndObject();
        _json.WriteEndObject();
    }

    private void WriteMethods(IReadOnlyList<string> methods)
    {
        _json.WritePropertyName("methods");
        _json.WriteStartArray();
        foreach (var method in methods)
            _json.WriteValue(method);
        _json.WriteEndArray();
    }

    private void WriteDomain(DomainName domain)
    {
        Open("domain");
        Write(domain.Id is null ? "name" : "id", (domain.Id ?? domain.Name)!);
        _json.WriteEndObject();
    }

    private void Open(string name)
    {
        _json.WritePropertyName(name);
        _json.WriteStartObject();
    }

    private void Write(string name, string value)
    {
        _json.WritePropertyName(name);
        _json.WriteValue(value);
    }
}
