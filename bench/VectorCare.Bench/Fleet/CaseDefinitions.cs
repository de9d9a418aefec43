using VendorSim.Population;

namespace VectorCare.Bench.Fleet;

/// <summary>A finding that a clinician who knew all that happened would want to hear of.</summary>
/// <param name="Patient">Position in the population.</param>
/// <param name="Rule">The rule that is to find it.</param>
/// <param name="Lead">Pacing channel, or -1.</param>
/// <param name="Onset">When it physically began.</param>
/// <param name="Appeared">When the portal first carried the transmission that tells of it.</param>
/// <param name="Over">When the portal tells that it is over; null for a single event, or while it lasts.</param>
/// <param name="Single">A single event, identified by its onset.</param>
internal sealed record ExpectedFinding(int Patient, string Rule, int Lead, DateTimeOffset Onset, DateTimeOffset Appeared, DateTimeOffset? Over, bool Single);

/// <summary>Case definitions: from what physically happened to the findings to be expected. Written from clinical definitions and the simulator's physical values alone, without any code of the rules.
/// A measurement that failed is not there to be found: such a case begins with the first reading. A fall in sensing is one against readings of the last 30 days, of which there must be three.</summary>
internal sealed class CaseDefinitions(SimPatient patient, IReadOnlyList<Span> unlisted, DateTimeOffset end)
{
    private readonly List<ExpectedFinding> _findings = [];
    private readonly Dictionary<(string Rule, int Lead), int> _standing = [];
    private readonly List<DateTimeOffset> _ventricular = [];
    private readonly List<Report> _before = [];
    private (DateTimeOffset Since, DateTimeOffset Told)? _async;
    private bool _hadAtrial;
    private bool _inStorm;

    /// <summary>The findings of a patient's story.</summary>
    /// <param name="reports">All reports up to the end; the first is the baseline.</param>
    public IReadOnlyList<ExpectedFinding> Of(IReadOnlyList<Report> reports)
    {
        foreach (var happened in reports[0].Events)
            Happened(happened, reports[0]);
        // What was so before the first poll is not to be found, only known.
        _findings.Clear();
        _before.Add(reports[0]);
        foreach (var report in reports.Skip(1))
        {
            foreach (var happened in report.Events)
                Happened(happened, report);
            Burden(report);
            Leads(report);
            _before.Add(report);
        }

        Asynchronous(end, null);
        Silent();
        // What was over before anything could tell of it is not to be found, nor what is told after the end.
        return [.. _findings.Where(f => !(f.Over <= f.Appeared) && f.Appeared <= end)];
    }

    private void Happened(PhysicalEvent e, Report report)
    {
        double Value(string name) => e.Values.GetValueOrDefault(name);
        switch (e.Kind)
        {
            case EventKind.Vt or EventKind.Vf:
                Ventricular(e, report);
                break;
            case EventKind.AtAf:
                if (!_hadAtrial || Value("duration") >= 86_400)
                    Single("AT-02", e, report);
                _hadAtrial = true;
                break;
            case EventKind.Pause when Value("duration") >= 5:
                Single("ILR-01", e, report);
                break;
            case EventKind.Brady when Value("ventricularRate") <= 30 && Value("ventricularRate") * Value("duration") / 60 >= 12:
                Single("ILR-02", e, report);
                break;
            case EventKind.DeviceReset:
                Single("DEV-01", e, report);
                break;
            case EventKind.BatteryRrt or EventKind.BatteryEos:
                Begins("BAT-01", -1, e, report);
                if (e.Kind == EventKind.BatteryRrt)
                    Begins("BAT-02", -1, e, report);
                break;
            case EventKind.ChargeTimeLong:
                Is("CAP-01", -1, Value("chargeTime") > 18, e, report);
                break;
            case EventKind.LeadFracture or EventKind.LeadInsulation:
                Is("LED-01", e.Channel, Value("impedance") is < 200 or > 3_000, e, report);
                break;
            case EventKind.ShockLeadFault:
                Is("LED-02", -1, Value("impedance") is < 20 or > 200, e, report);
                Begins("LED-06", -1, e, report);
                break;
            case EventKind.LeadRevised:
                foreach (var (rule, lead) in _standing.Keys.Where(k => k.Rule.StartsWith("LED", StringComparison.Ordinal)).ToArray())
                    Ends(rule, lead, report);
                break;
            case EventKind.CrtPacingFall or EventKind.CrtPacingRestored:
                Is("CRT-01", -1, e.Kind == EventKind.CrtPacingFall && Value("percent") < 90, e, report);
                break;
            case EventKind.FluidRise or EventKind.FluidNormal:
                Is("HF-01", -1, e.Kind == EventKind.FluidRise && Value("fluidIndex") >= 60, e, report);
                break;
            case EventKind.TherapiesOff or EventKind.TherapiesOn:
                Is("TX-04", -1, e.Kind == EventKind.TherapiesOff, e, report);
                break;
            case EventKind.AsyncMode:
                _async ??= (e.DeviceTime, Shown(report));
                break;
            case EventKind.ModeRestored:
                Asynchronous(e.DeviceTime, Shown(report));
                _async = null;
                break;
            default:
                break;
        }
    }

    // Nothing can be seen for ten days.
    private void Silent() =>
        _findings.AddRange(unlisted.Select(u => new ExpectedFinding(patient.Index, "CON-01", -1, u.From, u.From.AddDays(10), u.To, Single: false)));

    /// <summary>When a report can be seen: not while the portal does not list the patient.</summary>
    private DateTimeOffset Shown(Report report) =>
        unlisted.Where(u => u.From <= report.AppearsAt && report.AppearsAt < u.To).Select(u => u.To).DefaultIfEmpty(report.AppearsAt).First();

    // Left on for more than a day; it can be known once the day is over.
    private void Asynchronous(DateTimeOffset until, DateTimeOffset? over)
    {
        var day = TimeSpan.FromHours(24);
        if (_async is not { } mode || until - mode.Since <= day)
            return;
        var known = mode.Since + day;
        _findings.Add(new(patient.Index, "DEV-02", -1, mode.Since, known > mode.Told ? known : mode.Told, over, Single: false));
    }

    private void Ventricular(PhysicalEvent e, Report report)
    {
        var shocks = patient.Device.Family.Defibrillates() ? e.Values.GetValueOrDefault("shocks") : 0;
        if (e.Kind == EventKind.Vf || e.Values.GetValueOrDefault("ventricularRate") > 180)
            Single("VT-01", e, report);
        if (shocks >= 1)
            Single("TX-01", e, report);
        if (shocks >= 1 && e.Values.GetValueOrDefault("successful") == 0)
            Single("TX-02", e, report);
        if (patient.Device.Family.Defibrillates() && e.Values.GetValueOrDefault("atp") >= 1)
            Single("TX-03", e, report);
        Storm(e, report);
    }

    // Three within 48 h; it lasts until 48 h have passed without any.
    private void Storm(PhysicalEvent e, Report report)
    {
        var twoDays = TimeSpan.FromHours(48);
        if (_ventricular.Count > 0 && e.DeviceTime - _ventricular[^1] > twoDays)
            _inStorm = false;
        _ventricular.RemoveAll(at => e.DeviceTime - at > twoDays);
        _ventricular.Add(e.DeviceTime);
        if (_ventricular.Count < 3 || _inStorm)
            return;
        _inStorm = true;
        Single("VT-02", e, report);
    }

    private void Leads(Report report)
    {
        for (var lead = 0; lead < report.Leads.Length; lead++)
        {
            if (report.Leads[lead] is not { } now)
                continue;
            if (now.Threshold is { } threshold)
                Is("LED-04", lead, now.Amplitude < 2 * threshold, report.SessionTime, report);
            if (now.Sensing is { } sensing)
                Is("LED-05", lead, (lead == 1 && sensing < 3) || HasFallen(lead, sensing, report.SessionTime), report.SessionTime, report);
        }
    }

    private bool HasFallen(int lead, double sensing, DateTimeOffset at)
    {
        var month = _before.Where(r => at - r.SessionTime <= TimeSpan.FromDays(30)).Select(r => r.Leads[lead]?.Sensing).OfType<double>().Order().ToArray();
        return month.Length >= 3 && sensing <= month[month.Length / 2] / 2;
    }

    private void Burden(Report report)
    {
        var statistics = report.Statistics;
        Is("AT-01", -1, statistics.AtrialBurden >= 25, report.SessionTime, report);
        Is("AT-03", -1, statistics.AtrialBurden > 25 && statistics.VentricularRate > 120, report.SessionTime, report);
    }

    private void Single(string rule, PhysicalEvent e, Report report) =>
        _findings.Add(new(patient.Index, rule, -1, e.DeviceTime, Shown(report), null, Single: true));

    private void Is(string rule, int lead, bool holds, PhysicalEvent e, Report report) => Is(rule, lead, holds, e.DeviceTime, report);

    private void Is(string rule, int lead, bool holds, DateTimeOffset onset, Report report)
    {
        if (holds)
            Begins(rule, lead, onset, report);
        else
            Ends(rule, lead, report);
    }

    private void Begins(string rule, int lead, PhysicalEvent e, Report report) => Begins(rule, lead, e.DeviceTime, report);

    private void Begins(string rule, int lead, DateTimeOffset onset, Report report)
    {
        if (Shown(report) > end || !_standing.TryAdd((rule, lead), _findings.Count))
            return;
        _findings.Add(new(patient.Index, rule, lead, onset, Shown(report), null, Single: false));
    }

    private void Ends(string rule, int lead, Report report)
    {
        if (_standing.Remove((rule, lead), out var place) && place < _findings.Count && _findings[place].Rule == rule)
            _findings[place] = _findings[place] with { Over = Shown(report) };
    }
}
