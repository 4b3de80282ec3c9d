using Newtonsoft.Json;
using NovaPS.Client.Json;

namespace NovaPS.Client.Compute;

/// <summary>Reads an instance action as Nova writes it (api-ref "Servers actions log").</summary>
internal static class ActionReader
{
    public static NovaServerAction Read(JsonReader reader, NovaConnection? connection)
    {
        var action = new NovaServerAction { Connection = connection };
        reader.ReadMembers((r, name) => ReadMember(r, name, action));
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
