namespace NovaPS.Internal;

/// <summary>Sentences for errors that count what has no outcome of its own.</summary>
internal static class OutcomeText
{
    public static string NotSent(int count) => Count(count, "input") + (count == 1 ? " was" : " were") + " not sent.";

    public static string StillWaitedFor(int count) => Count(count, "server") + (count == 1 ? " was" : " were") + " still waited for.";

    public static string Canceled(int count) =>
        Count(count, "request") + (count == 1 ? " was canceled. The cloud may have accepted it."
            : " were canceled. The cloud may have accepted them.");

    public static string MoreErrors(int count) => Count(count, "more error") + " occurred.";

    private static string Count(int count, string noun) => count + " " + noun + (count == 1 ? string.Empty : "s");
}
