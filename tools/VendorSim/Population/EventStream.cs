namespace VendorSim.Population;

/// <summary>The events of one patient from the start on, one after the other, in the order in which they appear.</summary>
internal sealed class EventStream
{
    private const double SecondsPerYear = 365.25 * 86_400;
    private readonly ulong _seed;
    private readonly SimPatient _patient;
    private readonly double _scale;
    private readonly (EventKind Kind, double PerYear)[] _rates;
    private readonly double _perYear;
    private readonly PriorityQueue<EventKind, DateTimeOffset> _followUps = new();
    private readonly Absences _outOfReach;
    private DateTimeOffset? _back;
    private DateTimeOffset _random;
    private DateTimeOffset _scheduled;
    private DateTimeOffset _lastAppeared;
    private ulong _sequence;

    public EventStream(ulong seed, SimPatient patient, double scale, DateTimeOffset start)
    {
        _seed = seed;
        _patient = patient;
        _scale = scale;
        _rates = Rates.Of(patient.Device.Family);
        _perYear = _rates.Sum(rate => rate.PerYear) * scale;
        _lastAppeared = start;
        var draw = Draw.For(seed, (ulong)patient.Index, 2);
        _random = start + Gap(ref draw);
        _scheduled = start + (draw.Unit() * ScheduledGap);
        _outOfReach = Absences.OutOfReach(seed, patient, scale, start);
    }

    private TimeSpan ScheduledGap => TimeSpan.FromSeconds(SecondsPerYear / Rates.Scheduled / _scale);

    private TimeSpan Gap(ref Draw draw) => TimeSpan.FromSeconds(Math.Min(draw.Exponential(SecondsPerYear / _perYear), 100 * SecondsPerYear));

    public PhysicalEvent Next()
    {
        var key = ++_sequence;
        var draw = Draw.For(_seed, (ulong)_patient.Index, 3, key);
        var (kind, at) = Take(ref draw);
        FollowUp(kind, at, ref draw);
        var values = EventValues.For(kind, _patient.Device, ref draw);
        var onset = values.TryGetValue("duration", out var seconds) ? at - TimeSpan.FromSeconds(seconds) : at;
        var back = _outOfReach.BackAt(at);
        if (back is not null || Rates.IsSilent(kind))
        {
            if (back is not null && back != _back)
                _followUps.Enqueue(EventKind.Reconnected, Whole((_back = back).Value).AddSeconds(1));
            return new PhysicalEvent(key, kind, onset, at, _lastAppeared = Later(at), values) { IsSilent = true };
        }

        var session = at + TimeSpan.FromSeconds(Math.Round(draw.Between(20, 180)));
        var appears = session + TimeSpan.FromSeconds(Math.Round(Math.Min(draw.LogNormal(240, 0.6), 840)));
        return new PhysicalEvent(key, kind, onset, session, _lastAppeared = Later(appears), values);
    }

    private DateTimeOffset Later(DateTimeOffset at) => at > _lastAppeared ? at : _lastAppeared.AddSeconds(1);

    private (EventKind Kind, DateTimeOffset At) Take(ref Draw draw)
    {
        if (_followUps.TryPeek(out var kind, out var at) && at <= _random && at <= _scheduled)
        {
            _followUps.Dequeue();
            return (kind, Whole(at));
        }

        if (_scheduled <= _random)
        {
            at = _scheduled;
            _scheduled += ScheduledGap;
            return (EventKind.Scheduled, Whole(at));
        }

        at = _random;
        _random += Gap(ref draw);
        var u = draw.Unit() * _perYear / _scale;
        foreach (var rate in _rates)
        {
            if ((u -= rate.PerYear) < 0)
                return (rate.Kind, Whole(at));
        }

        return (EventKind.PatientInitiated, Whole(at));
    }

    private static DateTimeOffset Whole(DateTimeOffset at) => new(at.Ticks - (at.Ticks % TimeSpan.TicksPerSecond), TimeSpan.Zero);

    // What follows from an event by itself; recoveries are events too and keep pace with the rate scale.
    private void FollowUp(EventKind kind, DateTimeOffset at, ref Draw draw)
    {
        switch (kind)
        {
            case EventKind.Vt when draw.Chance(Rates.StormShare):
                for (int i = 0, more = 2 + draw.Pick(4); i < more; i++)
                    _followUps.Enqueue(EventKind.Vt, at.AddHours(draw.Between(0.5, 40)));
                break;
            case EventKind.BatteryRrt:
                Recover(EventKind.BatteryEos, at, 90, ref draw);
                break;
            case EventKind.LeadFracture or EventKind.LeadInsulation or EventKind.LeadDrift or EventKind.ShockLeadFault or EventKind.ThresholdRise or EventKind.SensingFall:
                Recover(EventKind.LeadRevised, at, 20, ref draw);
                break;
            case EventKind.CrtPacingFall:
                Recover(EventKind.CrtPacingRestored, at, 25, ref draw);
                break;
            case EventKind.TherapiesOff:
                Recover(EventKind.TherapiesOn, at, 2, ref draw);
                break;
            case EventKind.AsyncMode:
                Recover(EventKind.ModeRestored, at, 1.5, ref draw);
                break;
            case EventKind.FluidRise:
                Recover(EventKind.FluidNormal, at, 14, ref draw);
                break;
            default:
                break;
        }
    }

    private void Recover(EventKind kind, DateTimeOffset at, double days, ref Draw draw) =>
        _followUps.Enqueue(kind, at + TimeSpan.FromHours(Math.Max(0.5, days * 24 * draw.Between(0.5, 1.5) / _scale)));
}
