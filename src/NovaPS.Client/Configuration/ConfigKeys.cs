using System;
using System.Collections.Generic;
using System.Linq;

namespace NovaPS.Client.Configuration;

/// <summary>
/// The keys that openstacksdk supports, so that warnings are given only for misspelled keys.
/// Source: openstack/config/loader.py, cloud_region.py and defaults.json; the options of keystoneauth1's v3 plugins.
/// </summary>
internal static class ConfigKeys
{
    private static readonly HashSet<string> Auth = Set(
        "auth_url username user_name user_id password token auth_token passcode project_id project_name tenant_id tenant_name "
        + "domain_id domain_name user_domain_id user_domain_name project_domain_id project_domain_name default_domain "
        + "default_domain_id default_domain_name trust_id system_scope application_credential_id application_credential_name "
        + "application_credential_secret endpoint auth_methods mutual_auth identity_provider protocol identity_provider_url "
        + "service_provider_endpoint service_provider_entity_id client_id client_secret scope access_token access_token_endpoint "
        + "access_token_type discovery_endpoint device_authorization_endpoint authorization_code code redirect_uri openid_scope "
        + "code_challenge_method idp_otp_key adfs_url consumer_key consumer_secret access_key access_secret oauth2_endpoint "
        + "oauth2_client_id oauth2_client_secret");

    private static readonly HashSet<string> Cloud = Set(
        "auth auth_type auth_plugin profile cloud regions region_name interface endpoint_type verify insecure cacert cert key "
        + "networks external_network internal_network floating_ip_source secgroup_source image_format image_api_use_tasks "
        + "disable_vendor_agent status message vendor_hook force_ipv4 prefer_ipv6 metrics requires_floating_ip has_network private "
        + "api_timeout timeout timing collect_timing cache description additional_metric_tags use_direct_get nat_source "
        + "nat_destination default_network app_name app_version verbose_level log_file log_level cloud_name");

    /// <summary>The suffixes after the name of a service, such as in compute_api_version.</summary>
    private static readonly string[] ServiceSuffixes =
    [
        "_api_version", "_default_microversion", "_service_type", "_service_name", "_interface", "_endpoint_type",
        "_endpoint_override", "_endpoint", "_region_name", "_connect_retries", "_status_code_retries", "_connect_retry_delay",
        "_status_code_retry_delay", "_retriable_status_codes", "_min_version", "_max_version", "_timeout", "_disabled",
    ];

    /// <summary>Whether openstacksdk supports a key in auth.</summary>
    public static bool IsKnownInAuth(string key) => Auth.Contains(key);

    /// <summary>Whether openstacksdk supports a key in a cloud, where keys of auth are also allowed.</summary>
    public static bool IsKnownInCloud(string key) =>
        Cloud.Contains(key) || Auth.Contains(key) || ServiceSuffixes.Any(s =>
            key.EndsWith(s, StringComparison.Ordinal) && key.Length > s.Length);

    private static HashSet<string> Set(string words) => new(words.Split(' '), StringComparer.Ordinal);
}
