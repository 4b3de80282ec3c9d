using System;

namespace NovaPS.Simulator.Tests.Conformance;

/// <summary>A Keystone and a Nova to compare with the recordings: the simulator or a real cloud.</summary>
internal interface INovaTarget : IDisposable
{
    /// <summary>The address of Keystone.</summary>
    Uri Keystone { get; }

    /// <summary>The address of Nova.</summary>
    Uri Nova { get; }

    /// <summary>The root of Glance, without a trailing slash.</summary>
    Uri Glance { get; }

    /// <summary>The id of the project demo.</summary>
    string ProjectId { get; }

    /// <summary>The id of the user demo.</summary>
    string UserId { get; }

    /// <summary>A SHUTOFF server of demo.</summary>
    string ServerId { get; }

    /// <summary>Its name, which no other server has.</summary>
    string ServerName { get; }

    /// <summary>A server of demo in ERROR, because no host had room for its flavor, m1.huge. Its name is novaps-error.</summary>
    string ErrorServerId { get; }

    /// <summary>The password of demo.</summary>
    string Password { get; }

    /// <summary>A token of demo, reader, admin or other.</summary>
    string Token(string user);
}
