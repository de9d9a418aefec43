namespace VendorSim.Population;

/// <summary>A device's memory: events are applied in order, reports are read from it.</summary>
internal sealed class DeviceState(ulong seed, SimPatient patient)
{
    private readonly DeviceProfile _device = patient.Device;
    private readonly double?[] _impedance = new double?[3];
    private readonly double?[] _threshold = new double?[3];
    private readonly double?[] _sensing = new double?[3];
    private readonly (double OhmPerDay, DateTimeOffset Since)?[] _drift = new (double, DateTimeOffset)?[3];
    private readonly List<EpisodeReading> _episodes = [];
    private readonly List<AssertedAlert> _alerts = [];
    private readonly List<PhysicalEvent> _events = [];
    private string? _batteryStatus;
    private double? _chargeTime;
    private double? _shockImpedance;
    private double? _biventricular;
    private double? _fluid;
    private bool _therapiesOff;
    private bool _async;
    private readonly List<(DateTimeOffset From, DateTimeOffset To)> _atrial = [];
    private double? _ventricularRate;
    private int _episodeNumber = patient.Device.FirstEpisodeNumber;
    private int _shocks = patient.Device.ShocksBefore;
    private int _atp = patient.Device.AtpBefore;
    private int _shocksSince;
    private int _atpSince;

    /// <summary>Applies an event; a transmission results unless the kind is silent.</summary>
    public Report? Apply(PhysicalEvent happened)
    {
        Change(happened);
        _events.Add(happened);
        if (AssertedAlerts.For(happened) is { } alert)
            _alerts.Add(alert);
        return happened.IsSilent ? null : Read(happened);
    }

    /// <summary>Applies what was so before the story began; the next report carries it.</summary>
    public void Begin(PhysicalEvent before)
    {
        Change(before);
        _events.Add(before);
    }

    private void Change(PhysicalEvent e)
    {
        switch (e.Kind)
        {
            case EventKind.Vt or EventKind.Vf or EventKind.Nsvt or EventKind.Svt or EventKind.AtAf or EventKind.Pause or EventKind.Brady or EventKind.DeviceReset:
                Remember(e);
                break;
            case EventKind.BatteryRrt:
                _batteryStatus ??= "RRT";
                break;
            case EventKind.BatteryEos:
                _batteryStatus = "EOS";
                break;
            case EventKind.ChargeTimeLong:
                _chargeTime = e.Get("chargeTime");
                break;
            case EventKind.LeadFracture or EventKind.LeadInsulation:
                _impedance[e.Channel] = e.Get("impedance");
                break;
            case EventKind.LeadDrift:
                _drift[e.Channel] ??= (e.Get("ohmPerDay"), e.DeviceTime);
                break;
            case EventKind.ShockLeadFault:
                _shockImpedance = e.Get("impedance");
                break;
            case EventKind.ThresholdRise:
                _threshold[e.Channel] = e.Get("threshold");
                break;
            case EventKind.SensingFall:
                _sensing[e.Channel] = e.Get("sensing");
                break;
            case EventKind.LeadRevised:
                Array.Clear(_impedance);
                Array.Clear(_threshold);
                Array.Clear(_sensing);
                Array.Clear(_drift);
                _shockImpedance = null;
                break;
            case EventKind.CrtPacingFall:
                _biventricular = e.Get("percent");
                break;
            case EventKind.CrtPacingRestored:
                _biventricular = null;
                break;
            case EventKind.TherapiesOff or EventKind.TherapiesOn:
                _therapiesOff = e.Kind == EventKind.TherapiesOff;
                break;
            case EventKind.AsyncMode or EventKind.ModeRestored:
                _async = e.Kind == EventKind.AsyncMode;
                break;
            case EventKind.FluidRise:
                _fluid = e.Get("fluidIndex");
                break;
            case EventKind.FluidNormal:
                _fluid = null;
                break;
            default:
                break;
        }
    }

    private void Remember(PhysicalEvent e)
    {
        double? Value(string name) => e.Values.TryGetValue(name, out var value) ? value : null;
        var treated = e.Kind is EventKind.Vt or EventKind.Vf && _device.Family.Defibrillates();
        var shocks = treated ? (int?)Value("shocks") : null;
        var atp = treated ? (int?)Value("atp") : null;
        _shocks += shocks ?? 0;
        _shocksSince += shocks ?? 0;
        _atp += atp ?? 0;
        _atpSince += atp ?? 0;
        if (e.Kind == EventKind.AtAf)
        {
            _atrial.Add((e.DeviceTime, e.DeviceTime.AddSeconds(Value("duration") ?? 0)));
            _ventricularRate = Value("ventricularRate");
        }

        bool? successful = treated && shocks + atp > 0 ? Value("successful") > 0 : null;
        _episodes.Add(new EpisodeReading(++_episodeNumber, e.Kind, e.DeviceTime, Value("duration"), (int?)Value("ventricularRate"), (int?)Value("atrialRate"), atp, shocks, successful));
    }

    private Report Read(PhysicalEvent trigger)
    {
        var noise = Draw.For(seed, (ulong)patient.Index, 4, trigger.Key);
        var at = trigger.SessionTime;
        var family = _device.Family;
        var report = new Report
        {
            Key = trigger.Key,
            Reason = trigger.Kind switch
            {
                EventKind.Baseline or EventKind.Scheduled => ReportReason.Scheduled,
                EventKind.PatientInitiated => ReportReason.PatientInitiated,
                _ => ReportReason.DeviceAlert,
            },
            SessionTime = at,
            AppearsAt = trigger.AppearsAt,
            Battery = ReadBattery(at, ref noise),
            Leads = [ReadLead(0, at, ref noise), ReadLead(1, at, ref noise), ReadLead(2, at, ref noise)],
            ShockLead = family.Defibrillates() ? new(Math.Round(_shockImpedance ?? noise.Normal(_device.ShockImpedance, 1.5)), _shockImpedance is null) : null,
            Therapy = family.Defibrillates() ? new(!_therapiesOff, _shocksSince, _shocks, _atpSince, _atp) : null,
            Statistics = ReadStatistics(at, ref noise),
            PacingMode = family.Paces() ? (_async ? (_device.PacingMode[0] == 'D' ? "DOO" : "VOO") : _device.PacingMode) : null,
            LowerRate = family.Paces() ? _device.LowerRate : null,
            Episodes = [.. _episodes],
            Alerts = [.. _alerts],
            Events = [.. _events],
        };
        _episodes.Clear();
        _alerts.Clear();
        _events.Clear();
        _shocksSince = 0;
        _atpSince = 0;
        _ventricularRate = null;
        return report;
    }

    private BatteryReading ReadBattery(DateTimeOffset at, ref Draw noise)
    {
        var age = (at.DateTime - _device.Implanted.ToDateTime(TimeOnly.MinValue)).TotalDays / 365.25;
        var left = Math.Clamp(1 - (age / _device.LifeYears), 0.12, 1);
        var status = _batteryStatus ?? (left > 0.92 ? "BOS" : "MOS");
        var voltage = _batteryStatus switch { "EOS" => 2.45, "RRT" => 2.60, _ => 2.66 + (0.52 * left) };
        int? months = _batteryStatus switch { "EOS" => null, "RRT" => 3, _ => (int)Math.Max(9, left * _device.LifeYears * 12) };
        int? percent = _batteryStatus switch { "EOS" => 0, "RRT" => 4, _ => (int)(left * 100) };
        double? charge = _device.Family.Defibrillates() ? Math.Round(_chargeTime ?? noise.Normal(_device.ChargeTime, 0.15), 1) : null;
        return new BatteryReading(status, Math.Round(voltage, 2), months, percent, charge);
    }

    private LeadReading? ReadLead(int channel, DateTimeOffset at, ref Draw noise)
    {
        if (_device.Leads[channel] is not { } lead)
            return null;
        var impedance = _impedance[channel] ?? noise.Normal(lead.Impedance, 9);
        if (_impedance[channel] is null && _drift[channel] is { } drift)
            impedance += drift.OhmPerDay * Math.Max(0, (at - drift.Since).TotalDays);
        // Some measurements fail now and then, as on real portals: absent, not zero.
        double? threshold = noise.Chance(0.03) ? null : _threshold[channel] ?? Math.Max(0.25, Math.Round((lead.Threshold + noise.Normal(0, 0.05)) * 8) / 8);
        double? sensing = noise.Chance(0.03) ? null : Math.Round(_sensing[channel] ?? Math.Max(0.3, noise.Normal(lead.Sensing, lead.Sensing * 0.04)), 1);
        return new LeadReading(Math.Round(impedance), threshold, lead.PulseWidth, sensing, lead.Amplitude, lead.PulseWidth);
    }

    /// <summary>Per cent of the day before a session, as monitors report it every day.</summary>
    private double AtrialBurden(DateTimeOffset at)
    {
        var dayBefore = at.AddDays(-1);
        _atrial.RemoveAll(a => a.To <= dayBefore);
        var seconds = _atrial.Sum(a => ((a.To < at ? a.To : at) - (a.From > dayBefore ? a.From : dayBefore)).TotalSeconds);
        return Math.Min(100, 100 * seconds / 86_400);
    }

    private StatisticsReading ReadStatistics(DateTimeOffset at, ref Draw noise)
    {
        var paces = _device.Family.Paces();
        return new StatisticsReading(
            Math.Round(AtrialBurden(at), 1),
            Math.Round(_ventricularRate ?? noise.Normal(_device.VentricularRate, 1.5)),
            _device.Family.Resynchronises() ? Math.Round(_biventricular ?? Math.Min(100, noise.Normal(_device.BiventricularPacing, 0.2)), 1) : null,
            paces && _device.Leads[0] is not null ? _device.AtrialPacing : null,
            paces ? _device.VentricularPacing : null,
            _device.Family.Defibrillates() ? Math.Round(_fluid ?? Math.Max(0, noise.Normal(_device.FluidIndex, 2))) : null);
    }
}
