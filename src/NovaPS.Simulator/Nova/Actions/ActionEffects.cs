using System.Linq;
using Newtonsoft.Json.Linq;
using NovaPS.Simulator.Glance;
using NovaPS.Simulator.Http;

namespace NovaPS.Simulator.Nova.Actions;

/// <summary>The checks, changes and responses of single actions that the table cannot express.</summary>
internal static class ActionEffects
{
    public static HttpResponse Password(ActionCall call) =>
        NovaResponses.Success(call.Context, 200, new PythonJson().Object().Member("adminPass", call.AdminPassword).EndObject().ToBytes());

    /// <summary>Returns the id of the image: in the body from 2.45 on, in a Location header before.</summary>
    public static HttpResponse NewImage(ActionCall call)
    {
        if (call.Context.Version.AtLeast(45))
            return NovaResponses.Success(call.Context, 202, new PythonJson().Object().Member("image_id", call.NewImageId).EndObject()
                .ToBytes());
        return NovaResponses.Located(call.Context, 202, $"{call.Context.Host}/images/{call.NewImageId}");
    }

    public static HttpResponse RebuiltServer(ActionCall call, Instance server)
    {
        var json = new PythonJson().Object().Name("server");
        ServerView.Rebuilt(json, call.Context, server, call.AdminPassword);
        return NovaResponses.Success(call.Context, 202, json.EndObject().ToBytes())
            .With("Location", call.Context.Self("servers/" + server.Id));
    }

    public static Instance Rescue(ActionCall call, Instance server)
    {
        if (call.Text("rescue_image_ref") is { } image && !call.Compute.HasImage(image))
            throw ApiFault.BadRequest($"Requested rescue image '{image}' is not supported");
        return server;
    }

    public static Instance Rebuild(ActionCall call, Instance server)
    {
        var image = call.Text("imageRef")!;
        if (!call.Compute.HasImage(image))
            throw ApiFault.BadRequest("Cannot find image for rebuild");
        var metadata = (call.Arguments["metadata"] as JObject)?.Properties().ToDictionary(p => p.Name, p => (string)p.Value!);
        return server.WithRebuild(image, call.Text("name"), call.Text("description"), metadata);
    }

    public static Instance Resize(ActionCall call, Instance server)
    {
        var id = call.Text("flavorRef")!;
        var flavor = Flavors.Find(id) ?? throw ApiFault.BadRequest($"Flavor {id} could not be found.");
        if (flavor.Id == server.FlavorId)
            throw ApiFault.BadRequest("When resizing, instances must change flavor!");
        return server.WithMigration(new Migration(server, flavor));
    }

    /// <summary>Refuses to confirm or revert a resize twice, although no task is shown.</summary>
    public static Instance EndResize(Instance server)
    {
        if (server.Migration is not { IsFinished: true } migration)
            throw ApiFault.BadRequest("Instance has not been resized.");
        return server.WithMigration(migration.Ending());
    }

    public static Instance CreateImage(ActionCall call, Instance server)
    {
        call.Compute.Images.Add(new Image(call.NewImageId, call.Text("name") ?? "", server.ProjectId, call.Compute.Now));
        return server;
    }
}
