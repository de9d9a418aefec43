namespace VendorSim.Population;

/// <summary>The transmissions of one patient that are on the portal, and until when that stays so.</summary>
/// <param name="Reports">Oldest first; never empty.</param>
/// <param name="ValidFrom">First instant of this view.</param>
/// <param name="ValidUntil">First instant of the next.</param>
internal sealed record PatientView(Report[] Reports, DateTimeOffset ValidFrom, DateTimeOffset ValidUntil)
{
    /// <summary>What a portal rendered from this view.</summary>
    public object? Rendered { get; set; }

    public Report Newest => Reports[^1];
}

/// <summary>One patient's story. What is visible at an instant depends on that instant only, not on when or how often it was asked for.</summary>
internal sealed class Timeline
{
    /// <summary>Transmissions a portal keeps per patient.</summary>
    public const int Retained = 60;

    private readonly Lock _gate = new();
    private readonly EventStream _stream;
    private readonly DeviceState _state;
    private readonly PriorityQueue<PhysicalEvent, DateTimeOffset> _injected = new();
    private readonly Queue<Report> _untold = new();
    private PhysicalEvent _next;
    private volatile PatientView _view;

    public Timeline(ulong seed, SimPatient patient, double scale, DateTimeOffset start)
    {
        Patient = patient;
        _stream = new EventStream(seed, patient, scale, start);
        _state = new DeviceState(seed, patient);
        var draw = Draw.For(seed, (ulong)patient.Index, 5);
        var session = start - TimeSpan.FromSeconds(Math.Round(draw.Between(1, 80) * 86_400));
        if (patient.Device.Family.Paces() && draw.Chance(Rates.BatteryDueAtStart))
            _state.Begin(new PhysicalEvent(ulong.MaxValue >> 1, EventKind.BatteryRrt, session.AddDays(-10), session, session.AddMinutes(6), EventValues.None));
        var baseline = _state.Apply(new PhysicalEvent(0, EventKind.Baseline, session, session, session.AddMinutes(6), EventValues.None))!;
        _untold.Enqueue(baseline);
        _next = _stream.Next();
        _view = new PatientView([baseline], DateTimeOffset.MinValue, NextChange);
    }

    public SimPatient Patient { get; }

    /// <summary>For the truth log: the instant this patient is queued for.</summary>
    public DateTimeOffset QueuedFor { get; set; }

    private DateTimeOffset NextChange => _injected.TryPeek(out _, out var at) && at < _next.AppearsAt ? at : _next.AppearsAt;

    public PatientView At(DateTimeOffset now)
    {
        var view = _view;
        if (now >= view.ValidFrom && now < view.ValidUntil)
            return view;
        lock (_gate)
        {
            Advance(now);
            view = _view;
        }

        return now >= view.ValidFrom ? view : Earlier(view, now);
    }

    /// <summary>Next instant at which something changes, after <paramref name="now"/>.</summary>
    public DateTimeOffset ChangesAfter(DateTimeOffset now) => At(now).ValidUntil;

    /// <summary>Reports up to the instant that the truth log has not yet taken.</summary>
    public IReadOnlyList<Report> TakeUntold(DateTimeOffset now)
    {
        At(now);
        lock (_gate)
        {
            var told = new List<Report>();
            while (_untold.TryPeek(out var report) && report.AppearsAt <= now)
                told.Add(_untold.Dequeue());
            return told;
        }
    }

    public void Inject(PhysicalEvent happened)
    {
        lock (_gate)
        {
            _injected.Enqueue(happened, happened.AppearsAt);
            _view = new PatientView(_view.Reports, _view.ValidFrom, NextChange) { Rendered = _view.Rendered };
        }
    }

    private void Advance(DateTimeOffset now)
    {
        while (NextChange <= now)
        {
            PhysicalEvent happened;
            if (_injected.TryPeek(out var injected, out var at) && at < _next.AppearsAt)
            {
                happened = injected;
                _injected.Dequeue();
            }
            else
            {
                happened = _next;
                _next = _stream.Next();
            }

            var reports = _view.Reports;
            if (_state.Apply(happened) is { } report)
            {
                _untold.Enqueue(report);
                reports = reports.Length < Retained ? [.. reports, report] : [.. reports[1..], report];
                _view = new PatientView(reports, happened.AppearsAt, NextChange);
            }
            else
            {
                _view = new PatientView(reports, _view.ValidFrom, NextChange) { Rendered = _view.Rendered };
            }
        }
    }

    // A clock that was set back: a view for this one question, the story itself never runs backwards.
    private static PatientView Earlier(PatientView view, DateTimeOffset now)
    {
        var count = Array.FindLastIndex(view.Reports, report => report.AppearsAt <= now) + 1;
        return new PatientView(view.Reports[..Math.Max(1, count)], now, now);
    }
}
