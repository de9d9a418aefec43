using Microsoft.Extensions.Options;
using VectorCare.Alerting.Files;

namespace VectorCare.Alerting.Escalation;

/// <summary>The pages of an episode, one after the other.</summary>
internal sealed class EscalationPlan
{
    private static readonly Rung[] Usual =
    [
        new() { To = Audience.Clinic, Pages = 2, EveryMinutes = 5 },
        new() { To = Audience.OnCall, Pages = 3, EveryMinutes = 5 },
        new() { To = Audience.Fallback, Pages = 3, EveryMinutes = 15 },
    ];

    /// <summary>Undelivered pages go to the next rung soon: somebody else may be reachable.</summary>
    private static readonly TimeSpan UndeliveredWait = TimeSpan.FromSeconds(30);

    private readonly (Rung Rung, int Place, int Repeat)[] _pages;

    /// <summary>Lays out the pages.</summary>
    public EscalationPlan(IOptions<EscalationOptions> options)
    {
        var rungs = options.Value.Rungs is { Count: > 0 } chosen ? [.. chosen] : Usual;
        _pages = [.. rungs.SelectMany((rung, place) => Enumerable.Range(0, rung.Pages).Select(repeat => (rung, place, repeat)))];
    }

    /// <summary>Who gets a page.</summary>
    public Audience AudienceOf(int step) => At(step).Rung.To;

    /// <summary>The channel a page begins with: a repeated page tries another way.</summary>
    public int FirstChannelOf(int step) => At(step).Repeat;

    /// <summary>Whether the page an alert stands at may be left: it was not delivered, or nobody answered it in time.</summary>
    public bool MayLeave(AlertRecord record, DateTimeOffset now) =>
        !(record.SnoozedUntil > now) && (record.Phase != DeliveryPhase.Delivered || Answered(record, At(record.Step).Rung) <= now);

    /// <summary>How an episode goes on after the page its alert stands at.</summary>
    public PageAdvice After(AlertRecord record, DateTimeOffset now)
    {
        if (record.Outcome is { } end)
            return new PageAdvice(end, null, default);
        if (record.SnoozedUntil > now)
            return new PageAdvice(null, Math.Min(record.Step + 1, _pages.Length - 1), record.SnoozedUntil.Value.UtcDateTime);
        var (rung, place, _) = At(record.Step);
        if (record.Phase == DeliveryPhase.Delivered)
            return new PageAdvice(null, record.Step + 1 < _pages.Length ? record.Step + 1 : null, Answered(record, rung).UtcDateTime);
        var next = Array.FindIndex(_pages, p => p.Place > place);
        return new PageAdvice(null, next < 0 ? record.Step : next, (now + UndeliveredWait).UtcDateTime);
    }

    private static DateTimeOffset Answered(AlertRecord record, Rung rung) => (record.StepAt ?? record.OpenedAt) + TimeSpan.FromMinutes(rung.EveryMinutes);

    private (Rung Rung, int Place, int Repeat) At(int step) => _pages[Math.Clamp(step, 0, _pages.Length - 1)];
}
