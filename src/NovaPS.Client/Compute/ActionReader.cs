using System;
using System.Text.RegularExpressions;
using Newtonsoft.Json;
using NovaPS.Client.Json;

namespace NovaPS.Client.Compute;

/// <summary>Reads an instance action as Nova writes it (api-ref "Servers actions log").</summary>
internal static class ActionReader
{
    /// <summary>Half of the bytes that an action takes besides its texts and events.</summary>
    private const int HalfSize = 250;

    /// <summary>Such as start, confirmResize or live-migration.</summary>
    private static readonly Regex Name = new(@"^[A-Za-z][A-Za-z0-9_.-]{0,63}\z", RegexOptions.CultureInvariant);

    /// <summary>Reads the object that the reader stands on.</summary>
    /// <param name="reader">The reader of the body.</param>
    /// <param name="connection">The connection that the action is marked with.</param>
    /// <param name="serverId">The server whose record it must be.</param>
    /// <exception cref="JsonException">It is another server's record, or none.</exception>
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
                action.StartTime = reader.Time();
                break;
            case "updated_at":
                action.UpdatedTime = reader.Time();
                break;
            case "message":
                action.Message = reader.TextOrNull();
                break;
            case "events":
                action.Events = ReadEvents(reader);
                action.AreEventsShown = true;
                break;
            default:
                reader.Skip();
                break;
        }
    }

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
                        part.StartTime = r.Time();
                        break;
                    case "finish_time":
                        part.FinishTime = r.Time();
                        break;
                    case "result":
                        part.Result = r.TextOrNull();
                        break;
                    case "host":
                        part.HostName = r.TextOrNull();
                        break;
                    case "details":
                        part.Details = r.TextOrNull();
                        break;
                    default:
                        // traceback has paths of the host.
                        r.Skip();
                        break;
                }
            });
            events.Add(part);
        });
        // Nova lists the newest first; a history reads the other way.
        events.Reverse();
        return events;
    }
}
