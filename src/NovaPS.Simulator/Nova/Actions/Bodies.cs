namespace NovaPS.Simulator.Nova.Actions;

/// <summary>The schemas of arguments, from nova/api/openstack/compute/schemas.</summary>
internal static class Bodies
{
    public static BodySchema Reboot { get; } =
        new(false, ["type"], BodyField.OneOf("type", "HARD", "Hard", "hard", "SOFT", "Soft", "soft"));

    public static BodySchema Rescue { get; } = new(true, [], BodyField.Text("adminPass"), BodyField.Uuid("rescue_image_ref"));

    public static BodySchema Rebuild { get; } = new(
        false, ["imageRef"], BodyField.Label("name"), BodyField.Uuid("imageRef"), BodyField.Text("adminPass"),
            BodyField.Metadata("metadata"),
        new("preserve_ephemeral", null, "boolean", "string"), BodyField.OneOf("OS-DCF:diskConfig", "AUTO", "MANUAL"),
        BodyField.Text("accessIPv4"), BodyField.Text("accessIPv6"), new("description", null, "string", "null"),
        new("key_name", null, "string", "null"), new("user_data", null, "string", "null"), BodyField.Text("hostname"));

    public static BodySchema Resize { get; } =
        new(false, ["flavorRef"], BodyField.Reference("flavorRef"), BodyField.OneOf("OS-DCF:diskConfig", "AUTO", "MANUAL"));

    public static BodySchema CreateImage { get; } = new(false, ["name"], BodyField.Label("name"), BodyField.Metadata("metadata"));

    public static BodySchema ChangePassword { get; } = new(false, ["adminPass"], BodyField.Text("adminPass"));

    public static BodySchema CrashDump { get; } = new(false, []) { IsNull = true };

    /// <summary>For 2.77 to 2.90. Later versions have other messages, and allow a host.</summary>
    public static BodySchema Unshelve { get; } = new(true, ["availability_zone"],
        BodyField.Label("availability_zone")) { Since = 77, Until = 90 };
}
