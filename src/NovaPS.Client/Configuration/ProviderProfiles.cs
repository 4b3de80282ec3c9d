using System;
using System.Collections.Generic;

namespace NovaPS.Client.Configuration;

/// <summary>
/// The provider profiles of openstacksdk (profile: ovh), with only the settings that a login requires: the URL of Keystone, and the domain
/// if it is not the default. Regions are not included, because the catalog has the current ones.
/// Source: openstacksdk, openstack/config/vendors.
/// </summary>
internal static class ProviderProfiles
{
    private static readonly Dictionary<string, string> AuthUrls = new(StringComparer.Ordinal)
    {
        ["auro"] = "https://api.van2.auro.io:5000/v3",
        ["betacloud"] = "https://api-1.betacloud.de:5000",
        ["binero"] = "https://auth.binero.cloud:5000/v3",
        ["citycloud"] = "https://{region_name}.citycloud.com:5000/v3/",
        ["dreamcompute"] = "https://iad2.dream.io:5000",
        ["elastx"] = "https://ops.elastx.cloud:5000/v3",
        ["entercloudsuite"] = "https://api.entercloudsuite.com/",
        ["fuga"] = "https://identity.api.fuga.io:5000",
        ["limestonenetworks"] = "https://auth.cloud.lstn.net:5000/v3",
        ["otc"] = "https://iam.{region_name}.otc.t-systems.com/v3",
        ["otc-swiss"] = "https://iam-pub.eu-ch2.sc.otc.t-systems.com/v3",
        ["ovh"] = "https://auth.cloud.ovh.net/",
        ["ovh-us"] = "https://auth.cloud.ovh.us/",
        ["rackspace"] = "https://identity.api.rackspacecloud.com/v2.0/",
        ["switchcloud"] = "https://identity.compute.cloud.switch.ch/v3",
        ["switchengines"] = "https://keystone.cloud.switch.ch:5000/v3",
        ["ultimum"] = "https://console.ultimum-cloud.com:5000/",
        ["vexxhost"] = "https://auth.vexxhost.net/v3",
        ["zetta"] = "https://identity.api.zetta.io/v3",
    };

    /// <summary>Returns a profile in the form of the files; null if openstacksdk has no such profile.</summary>
    public static ConfigNode? Find(string name)
    {
        if (!AuthUrls.TryGetValue(name, out var url))
            return null;
        var where = "profile " + name;
        var auth = new Dictionary<string, ConfigNode>(StringComparer.Ordinal) { ["auth_url"] = ConfigNode.Scalar(where, url) };
        // These providers require the name of the domain instead of the default id.
        if (name is "auro" or "fuga" or "ovh" or "ovh-us")
        {
            auth["user_domain_name"] = ConfigNode.Scalar(where, "Default");
            auth["project_domain_name"] = ConfigNode.Scalar(where, "Default");
        }

        var profile = new Dictionary<string, ConfigNode>(StringComparer.Ordinal) { ["auth"] = ConfigNode.Mapping(where, auth) };
        if (name == "rackspace")
            profile["compute_service_name"] = ConfigNode.Scalar(where, "cloudServersOpenStack");
        return ConfigNode.Mapping(where, profile);
    }
}
