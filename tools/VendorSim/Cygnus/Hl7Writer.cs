using System.Globalization;
using System.Text;
using VendorSim.Population;

namespace VendorSim.Cygnus;

/// <summary>Writes a transmission as an IDCO <c>ORU^R01</c> message of HL7 v2.5.</summary>
internal sealed class Hl7Writer
{
    private static readonly string[] Channels = ["RA", "RV", "LV"];
    private static readonly int[] Offsets = [0, 1, 3];
    private readonly StringBuilder _message = new(4_096);
    private readonly string _session;
    private int _set;

    private Hl7Writer(DateTimeOffset session) => _session = Time(session);

    public static byte[] Write(SimPatient patient, Report report)
    {
        var writer = new Hl7Writer(report.SessionTime);
        writer.Header(patient, report);
        writer.Values(patient, report);
        writer.Episodes(report);
        return Encoding.UTF8.GetBytes(writer._message.ToString());
    }

    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture) + "+0000";

    private void Segment(string text) => _message.Append(text).Append('\r');

    private void Observe(string type, string term, string value, string unit = "", int? group = null, DateTimeOffset? at = null, string system = "MDC") =>
        Segment($"OBX|{++_set}|{type}|{term}^{system}|{group}|{value}|{unit}|||||F|||{(at is null ? _session : Time(at.Value))}");

    private void Number(string term, double? value, string unit, int? group = null, DateTimeOffset? at = null)
    {
        if (value is not null)
            Observe("NM", term, value.Value.ToString(CultureInfo.InvariantCulture), unit, group, at);
    }

    private void Header(SimPatient patient, Report report)
    {
        Segment($"MSH|^~\\&|CYGNUS|CYGNUS CRM|||{Time(report.AppearsAt)}||ORU^R01^ORU_R01|{report.IdFor(patient)}|P|2.5");
        Segment($"PID|||model:{patient.Device.Model}/serial:{patient.Device.Serial}^^^CYG^U~{patient.PortalRef}^^^CYGNUS^PT||{patient.FamilyName}^{patient.GivenName}||{patient.Born:yyyyMMdd}");
        Segment("PV1|1|R");
        Segment($"OBR|1||{report.IdFor(patient)}|Remote Follow-up|||{_session}|{_session}|||||||||||||||||F");
        Observe("CWE", "720897^MDC_IDC_PG_TYPE", patient.Device.Family switch
        {
            DeviceFamily.Icd => "753666^MDC_IDC_ENUM_DEVICE_TYPE_ICD^MDC",
            DeviceFamily.Pacemaker => "IPG^Implantable Pulse Generator",
            DeviceFamily.CrtP => "CRT_P^Cardiac Resynchronization Therapy - Pacemaker",
            DeviceFamily.CrtD => "CRT_D^Cardiac Resynchronization Therapy - Defibrillator",
            _ => "ILR^Implantable Loop Recorder",
        });
        Observe("ST", "720898^MDC_IDC_PG_MODEL", patient.Device.Model);
        Observe("ST", "720899^MDC_IDC_PG_SERIAL", patient.Device.Serial);
        Observe("CWE", "720900^MDC_IDC_PG_MFG", "CYG^Cygnus");
        Observe("DTM", "720901^MDC_IDC_PG_IMPLANT_DT", patient.Device.Implanted.ToString("yyyyMMdd"));
        Observe("DTM", "721025^MDC_IDC_SESS_DTM", _session);
        Observe("CWE", "721026^MDC_IDC_SESS_TYPE", report.Reason switch
        {
            ReportReason.Scheduled => "754053^MDC_IDC_ENUM_SESS_TYPE_RemoteScheduled^MDC",
            ReportReason.DeviceAlert => "RemoteDeviceInitiated^Remote Device Initiated",
            _ => "RemotePatientInitiated^Remote Patient Initiated",
        });
    }

    private void Values(SimPatient patient, Report report)
    {
        var battery = report.Battery;
        Observe("CWE", "721280^MDC_IDC_MSMT_BATTERY_STATUS", battery.Status == "RRT" ? "754115^MDC_IDC_ENUM_BATTERY_STATUS_RRT^MDC" : $"{battery.Status}^{battery.Status}");
        Number("721344^MDC_IDC_MSMT_BATTERY_VOLTAGE", battery.Voltage, "V");
        Number("721472^MDC_IDC_MSMT_BATTERY_REMAINING_LONGEVITY", battery.LongevityMonths, "mo");
        Number("721536^MDC_IDC_MSMT_BATTERY_REMAINING_PERCENTAGE", battery.RemainingPercent, "%");
        Number("721728^MDC_IDC_MSMT_CAP_CHARGE_TIME", battery.ChargeTime, "s");
        for (var channel = 0; channel < 3; channel++)
        {
            if (report.Leads[channel] is not { } lead)
                continue;
            var (name, offset) = (Channels[channel], Offsets[channel]);
            Number($"{722048 + (4 * offset) + 3}^MDC_IDC_MSMT_LEADCHNL_{name}_SENSING_INTR_AMPL_MEAN", lead.Sensing, "mV");
            Number($"{722176 + offset}^MDC_IDC_MSMT_LEADCHNL_{name}_PACING_THRESHOLD_AMPLITUDE", lead.Threshold, "V");
            Number($"{722240 + offset}^MDC_IDC_MSMT_LEADCHNL_{name}_PACING_THRESHOLD_PULSEWIDTH", lead.PulseWidth, "ms");
            Number($"{722432 + offset}^MDC_IDC_MSMT_LEADCHNL_{name}_IMPEDANCE_VALUE", lead.Impedance, "Ohm");
            Number($"{729984 + offset}^MDC_IDC_SET_LEADCHNL_{name}_PACING_AMPLITUDE", lead.Amplitude, "V");
            Number($"{730048 + offset}^MDC_IDC_SET_LEADCHNL_{name}_PACING_PULSEWIDTH", lead.AmplitudePulseWidth, "ms");
        }

        if (report.ShockLead is { } shock)
        {
            Number("722624^MDC_IDC_MSMT_LEADHVCHNL_IMPEDANCE", shock.Impedance, "Ohm", 1);
            Observe("CWE", "722752^MDC_IDC_MSMT_LEADHVCHNL_STATUS", shock.Normal ? "Normal^Normal" : "CheckLead^Check Lead", group: 1);
        }

        if (report.PacingMode is not null)
            Observe("CWE", "730752^MDC_IDC_SET_BRADY_MODE", $"{report.PacingMode}^{report.PacingMode}");
        Number("730880^MDC_IDC_SET_BRADY_LOWRATE", report.LowerRate, "{beats}/min");
        var statistics = report.Statistics;
        Number("737651^MDC_IDC_STAT_HEART_RATE_VENTRICULAR_MEAN", statistics.VentricularRate, "{beats}/min");
        Number("737520^MDC_IDC_STAT_BRADY_RA_PERCENT_PACED", statistics.AtrialPacing, "%");
        Number("737536^MDC_IDC_STAT_BRADY_RV_PERCENT_PACED", statistics.VentricularPacing, "%");
        Number("737696^MDC_IDC_STAT_AT_BURDEN_PERCENT", statistics.AtrialBurden, "%");
        Number("737808^MDC_IDC_STAT_CRT_PERCENT_PACED", statistics.BiventricularPacing, "%");
        if (report.Therapy is { } therapy)
        {
            Observe("CWE", "731520^MDC_IDC_SET_TACHYTHERAPY_VSTAT", therapy.On ? "On^On" : "Off^Off");
            Number("737824^MDC_IDC_STAT_TACHYTHERAPY_SHOCKS_DELIVERED_RECENT", therapy.ShocksSince, "{shocks}");
            Number("737840^MDC_IDC_STAT_TACHYTHERAPY_SHOCKS_DELIVERED_TOTAL", therapy.ShocksTotal, "{shocks}");
            Number("737888^MDC_IDC_STAT_TACHYTHERAPY_ATP_DELIVERED_RECENT", therapy.AtpSince, "{seq}");
            Number("737904^MDC_IDC_STAT_TACHYTHERAPY_ATP_DELIVERED_TOTAL", therapy.AtpTotal, "{seq}");
        }

        if (statistics.FluidIndex is { } fluid)
            Observe("NM", "CYG-FLUID^Fluid index", fluid.ToString(CultureInfo.InvariantCulture), "Ohm.d", system: "CYG");
    }

    private void Episodes(Report report)
    {
        for (var i = 0; i < report.Episodes.Count; i++)
        {
            var (episode, group) = (report.Episodes[i], i + 1);
            Observe("ST", "739536^MDC_IDC_EPISODE_ID", episode.Number.ToString(), "", group, episode.Onset);
            Observe("DTM", "739552^MDC_IDC_EPISODE_DTM", Time(episode.Onset), "", group, episode.Onset);
            Observe("CWE", "739568^MDC_IDC_EPISODE_TYPE", TypeOf(episode.Kind), "", group, episode.Onset);
            Number("739616^MDC_IDC_EPISODE_ATRIAL_INTERVAL_AT_DETECTION", Interval(episode.AtrialRate), "ms", group, episode.Onset);
            Number("739648^MDC_IDC_EPISODE_VENTRICULAR_INTERVAL_AT_DETECTION", Interval(episode.VentricularRate), "ms", group, episode.Onset);
            if (episode is { Atp: { } atp, Shocks: { } shocks } && atp + shocks > 0)
                Observe("TX", "739680^MDC_IDC_EPISODE_DETECTION_THERAPY_DETAILS", $"{atp} ATP, {shocks} shocks", "", group, episode.Onset);
            if (episode.Successful is { } won)
                Observe("CWE", "739696^MDC_IDC_EPISODE_THERAPY_RESULT", won ? "755137^MDC_IDC_ENUM_EPISODE_THERAPY_RESULT_Successful^MDC" : "Unsuccessful^Unsuccessful", "", group, episode.Onset);
            Number("739712^MDC_IDC_EPISODE_DURATION", episode.Duration, "s", group, episode.Onset);
        }
    }

    private static double? Interval(int? rate) => rate is null or 0 ? null : Math.Round(60_000.0 / rate.Value);

    private static string TypeOf(EventKind kind) => kind switch
    {
        EventKind.Vt => "Epis_VT^VT",
        EventKind.Vf => "Epis_VF^VF",
        EventKind.Nsvt => "Epis_NSVT^NSVT",
        EventKind.AtAf => "Epis_AT_AF^AT/AF",
        EventKind.Svt => "Epis_SVT^SVT",
        EventKind.Pause => "Epis_Pause^Pause",
        EventKind.Brady => "Epis_Brady^Brady",
        EventKind.DeviceReset => "Epis_DeviceReset^Device reset",
        _ => "Epis_PatientActivated^Patient activated",
    };
}
