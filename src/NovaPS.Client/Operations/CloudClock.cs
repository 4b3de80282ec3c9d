using System;

namespace NovaPS.Client.Operations;

/// <summary>
/// The known range of the clock of the cloud's hosts, relative to this computer's monotonic clock and never to its time of day, which may
/// be hours off. All values are ticks of (cloud time - elapsed time), so that no date can overflow.
/// </summary>
internal sealed record CloudClock
{
    public static readonly CloudClock Unknown = new();

    /// <summary>How far the clocks of a cloud's hosts may disagree.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How far the clock of a host can be ahead of the login. A host that was further ahead would take the token for expired: it would not
    /// respond with rows.
    /// </summary>
    private static readonly TimeSpan LongestToken = TimeSpan.FromDays(7);

    /// <summary>From issued_at of the token. Nova's hosts validate tokens against that time, so their clocks agree with it.</summary>
    private Span? Login { get; init; }

    /// <summary>From the Date headers, which may be those of a load balancer whose clock is wrong.</summary>
    private Span? Dates { get; init; }

    private bool DoDatesDisagree { get; init; }

    private bool IsLoginRefuted { get; init; }

    /// <summary>The latest time in any row or record: the cloud's time was at least that.</summary>
    private long Floor { get; init; } = long.MinValue / 2;

    /// <summary>Adds a login, by issued_at of its token.</summary>
    public CloudClock WithLogin(DateTimeOffset issuedAt, TimeSpan sent, TimeSpan received) =>
        this with { Login = Between(issuedAt, sent, received, 0) };

    /// <summary>Adds the Date header of a response, which has whole seconds.</summary>
    public CloudClock WithDate(DateTimeOffset date, TimeSpan sent, TimeSpan received)
    {
        // Some proxies send "Mon, 01 Jan 0001".
        if (date.Year < 2000)
            return this;
        var span = Between(date, sent, received, TimeSpan.TicksPerSecond);
        if (Dates is not { } known)
            return this with { Dates = span };
        var (low, high) = (Math.Max(known.Low, span.Low), Math.Min(known.High, span.High));
        // The clocks of the hosts that send it may differ slightly. If they differ by more than the skew, Date is not used.
        return low <= high ? this with { Dates = new Span(low, high) }
            : low - high <= Skew.Ticks ? this with { Dates = new Span(Math.Min(known.Low, span.Low), Math.Max(known.High, span.High)) }
            : this with { DoDatesDisagree = true };
    }

    /// <summary>
    /// Adds the time of a row (updated) or of a record (start_time). If no clock of the cloud can have it, either it is wrong or the login
    /// is, and neither is used.
    /// </summary>
    public CloudClock WithSeen(DateTimeOffset? time, TimeSpan received)
    {
        if (time is not { } t || t.UtcTicks - received.Ticks <= Floor)
            return this;
        return Login is { } login && t.UtcTicks - received.Ticks > login.High + LongestToken.Ticks ? this with { IsLoginRefuted = true }
            : this with { Floor = t.UtcTicks - received.Ticks };
    }

    /// <summary>The cloud's time at a moment, as an interval in ticks; null if unknown.</summary>
    public (long Earliest, long Latest)? At(TimeSpan elapsed) =>
        Best is { } best ? (best.Low + elapsed.Ticks, best.High + elapsed.Ticks) : null;

    /// <summary>The earliest possible time of the cloud at a moment, without the Date headers, in ticks; null if unknown.</summary>
    public long? NotBefore(TimeSpan elapsed) => UsableLogin?.Low + elapsed.Ticks
        ?? (Floor > long.MinValue / 2 ? Floor + elapsed.Ticks : null);

    /// <summary>Whether a time of the cloud is after a moment of the monotonic clock.</summary>
    /// <param name="time">The time, in whole seconds.</param>
    /// <param name="moment">The moment, on the monotonic clock.</param>
    /// <param name="skew">The tolerance: a time that is earlier by less than this is also treated as after.</param>
    public Judgment IsSince(DateTimeOffset? time, TimeSpan moment, TimeSpan skew)
    {
        if (time is not { } t)
            return Judgment.Unknown;
        // In whole seconds, so the actual time may be up to one second later.
        var offset = t.UtcTicks + TimeSpan.TicksPerSecond + skew.Ticks - moment.Ticks;
        // A Date that is ahead would make every time old, and nothing could refute it, so only a login or a time of a row or record
        // proves "before". A Date that is behind is refuted by the time in question itself. Keystone's host may be ahead of Nova's: what
        // is not "before" on the clock of the Date headers is not proved to be before.
        if (offset <= (UsableLogin?.Low ?? Floor))
            return UsableLogin is not null && !DoDatesDisagree && offset > Usable(Dates)?.High ? Judgment.Unknown : Judgment.No;
        return offset > Best?.High ? Judgment.Yes : Judgment.Unknown;
    }

    private Span? UsableLogin => IsLoginRefuted ? null : Usable(Login);

    private Span? Best => UsableLogin ?? (DoDatesDisagree ? null : Usable(Dates));

    /// <summary>A range behind a time that the cloud has shown is not that of the cloud's clock.</summary>
    private Span? Usable(Span? span) => span is { } s && s.High + Skew.Ticks >= Floor ? s : null;

    private static Span Between(DateTimeOffset time, TimeSpan sent, TimeSpan received, long resolution) =>
        new(time.UtcTicks - received.Ticks, time.UtcTicks + resolution - sent.Ticks);

    private readonly record struct Span(long Low, long High);
}
