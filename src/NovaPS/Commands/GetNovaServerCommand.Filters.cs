using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using NovaPS.Client;
using NovaPS.Client.Filtering;
using NovaPS.Completers;
using NovaPS.Parameters;

namespace NovaPS.Commands;

/// <summary>The filters of Get-NovaServer.</summary>
public sealed partial class GetNovaServerCommand
{
    /// <summary>Specifies names of servers to leave out. They are not case-sensitive and can contain wildcards.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Exclude { get; set; } = [];

    /// <summary>
    /// Specifies the statuses of the servers to get, such as ACTIVE, SHUTOFF or ERROR. They are not case-sensitive and can contain
    /// wildcards. A status that Nova does not have causes the error NovaFilterInputInvalid. Tab completes them. DELETED and
    /// SOFT_DELETED cannot be combined with other statuses, unless you use -ChangedSince; without it, clouds show deleted servers to
    /// administrators only, and others get NovaForbidden.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(StatusCompleter))]
    public string[] Status { get; set; } = [];

    /// <summary>
    /// Specifies the metadata of the servers to get, as a hashtable, such as <c>@{ role = 'web' }</c>. A server must have all
    /// keys. A value can contain wildcards, and an array means any of its values. Keys and values are not case-sensitive.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [HashtableTransformation]
    public IDictionary? Metadata { get; set; }

    /// <summary>
    /// Specifies the tags of the servers to get. A server must have all of them. Tags are case-sensitive, as in Nova; tags with
    /// wildcards are not. The filter requires microversion 2.26. Tab completes the tags of the first 200 servers.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [Alias("Tags")]
    [ArgumentCompleter(typeof(TagCompleter))]
    public string[] Tag { get; set; } = [];

    /// <summary>
    /// Specifies the flavors of the servers to get: names, which can contain wildcards, or ids. A flavor that does not exist causes
    /// the error NovaResourceNotFound. Tab completes the names.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(FlavorCompleter))]
    public string[] Flavor { get; set; } = [];

    /// <summary>
    /// Specifies the images of the servers to get: names, which can contain wildcards, or ids. Names are looked up in the image
    /// service of the catalog. A name that matches no image causes the error NovaResourceNotFound; an id is not checked, because the
    /// image of a server may have been deleted. Tab completes the names.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ImageCompleter))]
    public string[] Image { get; set; } = [];

    /// <summary>
    /// Specifies the availability zones of the servers to get. Names are not case-sensitive and can contain wildcards. A zone that
    /// does not exist causes the error NovaResourceNotFound.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(AvailabilityZoneCompleter))]
    public string[] AvailabilityZone { get; set; } = [];

    /// <summary>
    /// Specifies fixed or floating addresses of the servers to get: an address, a network such as 10.0.0.0/24 or fd00::/8, the
    /// beginning of an address such as 10.0. or fd00:, or wildcards such as 10.*.5. Quote a beginning: 10.0 without quotes is a
    /// number. The filter is applied to the list that Nova returns.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] IPAddress { get; set; } = [];

    /// <summary>
    /// Specifies whether to get only locked servers ($true) or only unlocked ones ($false). The filter requires microversion 2.9.
    /// </summary>
    [Parameter]
    [ValidateNotNull]
    public bool? Locked { get; set; }

    /// <summary>Gets servers that were created before this time. A time without a zone is local time.</summary>
    [Parameter]
    [TimeTransformation]
    public DateTime? CreatedBefore { get; set; }

    /// <summary>Gets servers that were created at or after this time. A time without a zone is local time.</summary>
    [Parameter]
    [TimeTransformation]
    public DateTime? CreatedAfter { get; set; }

    /// <summary>
    /// Gets servers that Nova changed at or after this time, in whole seconds. A time without a zone is local time. Deleted
    /// servers are left out, unless you use -Deleted or -Status DELETED.
    /// </summary>
    [Parameter]
    [TimeTransformation]
    public DateTime? ChangedSince { get; set; }

    /// <summary>
    /// Gets only deleted servers, as long as the cloud keeps their rows. Without -ChangedSince, clouds show them to
    /// administrators only; others get NovaForbidden.
    /// </summary>
    [Parameter]
    public SwitchParameter Deleted { get; set; }

    /// <summary>
    /// Specifies the compute hosts of the servers to get. Names are not case-sensitive and can contain wildcards. Clouds show compute
    /// hosts to administrators only; others get NovaForbidden. A host that does not exist causes the error NovaResourceNotFound.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [Alias("HostName")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ComputeHostCompleter))]
    public string[] ComputeHost { get; set; } = [];

    /// <summary>
    /// Specifies the projects of the servers to get: names, which can contain wildcards, or ids. Names are not case-sensitive. Clouds
    /// show the servers of other projects to administrators only; others get NovaForbidden. A project that does not exist causes the
    /// error NovaResourceNotFound.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ProjectFilterCompleter))]
    public string[] Project { get; set; } = [];

    /// <summary>
    /// Gets the servers of all projects (all_tenants=1). By default, clouds allow this to administrators only; others get
    /// NovaForbidden. A server that is specified by its id is found without this parameter if the cloud shows it.
    /// </summary>
    [Parameter]
    public SwitchParameter AllProjects { get; set; }

    /// <exception cref="NovaException">NovaFilterInputInvalid: a value of -Metadata is missing.</exception>
    private ServerSelection CreateSelection() => new()
    {
        Exclude = Exclude,
        Statuses = Status,
        Metadata = [.. (Metadata ?? new Hashtable()).Cast<DictionaryEntry>()
            .Select(e => new KeyValuePair<string, IReadOnlyList<string>>(ToText(e.Key), ToValues(e)))],
        Tags = Tag,
        Flavors = Flavor,
        Images = Image,
        AvailabilityZones = AvailabilityZone,
        IPAddresses = IPAddress,
        Locked = Locked,
        CreatedBefore = LocalTime.ToInstant(CreatedBefore),
        CreatedAfter = LocalTime.ToInstant(CreatedAfter),
        ChangedSince = LocalTime.ToInstant(ChangedSince),
        Deleted = Deleted,
        ComputeHosts = ComputeHost,
        Projects = Project,
        AllProjects = AllProjects,
    };

    private static List<string> ToValues(DictionaryEntry entry)
    {
        var values = LanguagePrimitives.GetEnumerable(entry.Value)?.Cast<object?>().ToList() ?? [entry.Value];
        return values.Count > 0 && values.TrueForAll(v => v is not null) ? values.ConvertAll(v => ToText(v!))
            : throw new NovaException(NovaErrorId.NovaFilterInputInvalid, "the key '" + entry.Key + "' has no value")
            {
                Target = "-Metadata:",
                Remedy = "Use '*' for any value.",
            };
    }

    private static string ToText(object value) => LanguagePrimitives.ConvertTo<string>(value);
}
