using System;
using System.Text.RegularExpressions;
using Newtonsoft.Json;
using NovaPS.Client.Json;

namespace NovaPS.Client.Compute;

/// <summary>Reads an instance action. Source: api-ref "Servers actions log".</summary>
internal static class ActionReader
{
    /// <summary>Half of the memory of an action without its texts and events, in bytes.</summary>
    private const int HalfSize = 250;

    /// <summary>The valid names of actions, such as start, confirmResize or live-migration.</summary>
    private static readonly Regex Name = new(@"^[A-Za-z][A-Za-z0-9_.-]{0,63}\z", RegexOptions.CultureInvariant);

    /// <summary>Reads the object at the reader's position.</summary>
    /// <param name="reader">The reader of the body.</param>
    /// <param name="connection">The connection of the action.</param>
    /// <param name="serverId">The id of the server that the action must belong to.</param>
    /// <exception cref="JsonException">It is the action of another server, or not an action.</exception>
    public static NovaServerAction Read(JsonReader reader, NovaConnection? connection, string serverId)
    {
        reader.Keep(HalfSize);
        var action = new NovaServerAction { Connection = connection };
        reader.ReadMembers((r, name) => ReadMember(r, name, action));
        if (!Name.IsMatch(action.Action))
            throw new JsonReaderException("an action without a name");
        if (action.RequestId is not null && !ApiPath.IsId(action.RequestId))
            throw new JsonReaderException("an action with a request id that is not valid");
        if (action.ServerId.Length > 0 && !action.ServerId.Equals(serverId, StringComparison.OrdinalIgnoreCase))
            throw new JsonReaderException("an action of another server");
        action.ServerId = serverId;
        return action;
    }

    private static void ReadMember(JsonReader reader, string name, NovaServerAction action)
    {
        switch (name)
        {
            case "action":
                action.Action = reader.Text() ?? string.Empty;
                break;
            case "instance_uuid":
                action.ServerId = reader.Text() ?? string.Empty;
                break;
            case "request_id":
                action.RequestId = reader.Text();
                break;
            case "user_id":
                action.UserId = reader.Text();
                break;
            case "project_id":
                action.ProjectId = reader.Text();
                break;
            case "start_time":
                action.StartTimeUtc = reader.Time();
                break;
            case "updated_at":
                action.UpdatedUtc = reader.Time();
                break;
            case "message":
                action.Message = reader.TextOrNull();
                break;
            case "events":
                action.Events = ReadEvents(reader);
                action.AreEventsShown = true;
                break;
        }
    }

    /// <summary>Reads the events. Their traceback is not read, because it has paths of the host.</summary>
    private static NovaList<NovaServerActionEvent> ReadEvents(JsonReader reader)
    {
        var events = new NovaList<NovaServerActionEvent>();
        reader.ReadElements(element =>
        {
            var part = new NovaServerActionEvent();
            element.ReadMembers((r, name) =>
            {
                switch (name)
                {
                    case "event":
                        part.Event = r.Text();
                        break;
                    case "start_time":
                        part.StartTimeUtc = r.Time();
                        break;
                    case "finish_time":
                        part.FinishTimeUtc = r.Time();
                        break;
                    case "result":
                        part.Result = r.TextOrNull();
                        break;
                    case "host":
                        part.ComputeHost = r.TextOrNull();
                        break;
                    case "details":
                        part.Details = r.TextOrNull();
                        break;
                }
            });
            events.Add(part);
        });
        // Nova lists the newest first.
        events.Reverse();
        return events;
    }
}
