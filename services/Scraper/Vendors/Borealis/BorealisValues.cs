using System.Globalization;
using VectorCare.Contracts.Messages;

namespace VectorCare.Scraper.Vendors.Borealis;

/// <summary>Collects the values of one transmission.</summary>
internal sealed class BorealisValues(DateTimeOffset time)
{
    public List<Measurement> Measurements { get; } = [];

    public List<NotUnderstood> NotUnderstood { get; } = [];

    public void Battery(BorealisBattery? battery)
    {
        Coded("battery.status", PortalTerms.BatteryStatus, battery?.Status);
        Number("battery.voltage", PortalTerms.BatteryVoltage, battery?.Voltage);
        Number("battery.longevity", PortalTerms.Longevity, battery?.Longevity);
        Number("battery.remaining", PortalTerms.Remaining, battery?.Remaining);
        Number("battery.chargeTime", PortalTerms.ChargeTime, battery?.ChargeTime);
    }

    public void Lead(BorealisLead lead)
    {
        if (lead.Chamber is not ("RA" or "RV" or "LV"))
        {
            NotUnderstood.Add(new NotUnderstood("leads", lead.Chamber, "unknown-channel"));
            return;
        }

        Number("leads.impedance", PortalTerms.Impedance, lead.Impedance, lead.Chamber);
        Number("leads.threshold", PortalTerms.Threshold, lead.Threshold, lead.Chamber);
        Number("leads.thresholdPulseWidth", PortalTerms.ThresholdWidth, lead.ThresholdPulseWidth, lead.Chamber);
        Number("leads.sensing", PortalTerms.Sensing, lead.Sensing, lead.Chamber);
        Number("leads.programmedAmplitude", PortalTerms.Amplitude, lead.ProgrammedAmplitude, lead.Chamber);
        Number("leads.programmedPulseWidth", PortalTerms.PulseWidth, lead.ProgrammedPulseWidth, lead.Chamber);
    }

    public void HighVoltage(BorealisHighVoltageLead? lead)
    {
        Number("highVoltageLead.impedance", PortalTerms.ShockImpedance, lead?.Impedance);
        Coded("highVoltageLead.status", PortalTerms.LeadStatus, lead?.Status);
    }

    public void Settings(BorealisSettings? settings)
    {
        Coded("settings.pacingMode", PortalTerms.PacingMode, settings?.PacingMode);
        Number("settings.lowerRate", PortalTerms.LowerRate, settings?.LowerRate);
        Coded("settings.ventricularTherapies", PortalTerms.Therapies, settings?.VentricularTherapies);
    }

    public void Statistics(BorealisStatistics? statistics)
    {
        Number("statistics.atrialBurden", PortalTerms.AtBurden, statistics?.AtrialBurden);
        Number("statistics.meanVentricularRate", PortalTerms.VentricularRate, statistics?.MeanVentricularRate);
        Number("statistics.biventricularPacing", PortalTerms.CrtPacing, statistics?.BiventricularPacing);
        Number("statistics.atrialPacing", PortalTerms.AtrialPacing, statistics?.AtrialPacing);
        Number("statistics.ventricularPacing", PortalTerms.VentricularPacing, statistics?.VentricularPacing);
        Number("statistics.fluidIndex", PortalTerms.FluidIndex, statistics?.FluidIndex);
    }

    public void Therapies(BorealisTherapies? therapies)
    {
        Count("therapies.shocksSinceLast", PortalTerms.ShocksRecent, therapies?.ShocksSinceLast);
        Count("therapies.shocksTotal", PortalTerms.ShocksTotal, therapies?.ShocksTotal);
        Count("therapies.atpSinceLast", PortalTerms.AtpRecent, therapies?.AtpSinceLast);
        Count("therapies.atpTotal", PortalTerms.AtpTotal, therapies?.AtpTotal);
    }

    public DeviceEpisode Episode(BorealisEpisode episode)
    {
        var type = episode.Type switch
        {
            "VT" => EpisodeType.Vt,
            "VF" => EpisodeType.Vf,
            "NSVT" => EpisodeType.Nsvt,
            "AT_AF" => EpisodeType.AtAf,
            "SVT" => EpisodeType.Svt,
            "PAUSE" => EpisodeType.Pause,
            "BRADY" => EpisodeType.Brady,
            "RESET" => EpisodeType.DeviceReset,
            "PATIENT" => EpisodeType.PatientActivated,
            _ => EpisodeType.Other,
        };
        if (type == EpisodeType.Other)
            NotUnderstood.Add(new NotUnderstood("episodes.type", episode.Type, "unknown-enum"));
        var result = episode.Outcome is null ? null : PortalTerms.Coded(739696, episode.Outcome, null)?.Enum;
        if (result is null && episode.Outcome is not null)
            NotUnderstood.Add(new NotUnderstood("episodes.outcome", episode.Outcome, "unknown-enum"));
        return new DeviceEpisode(
            episode.Number.ToString(CultureInfo.InvariantCulture), type, null, episode.StartedAt, episode.DurationSeconds, episode.VentricularRate, episode.AtrialRate,
            episode.Shocks, episode.AtpSequences, result, null);
    }

    private void Number(string where, int code, BorealisQuantity? quantity, string? channel = null)
    {
        if (quantity is null)
            return;
        if (PortalTerms.Number(code, quantity.Value, quantity.Unit, time, channel) is { } measurement)
            Measurements.Add(measurement);
        else
            NotUnderstood.Add(new NotUnderstood(where, quantity.Unit, quantity.Unit is null ? "missing-unit" : "unknown-unit"));
    }

    private void Count(string where, int code, double? value)
    {
        if (value is null)
            return;
        if (PortalTerms.Number(code, value.Value, "1", time) is { } measurement)
            Measurements.Add(measurement);
        else
            NotUnderstood.Add(new NotUnderstood(where, null, "bad-value"));
    }

    private void Coded(string where, int code, string? word)
    {
        if (word is null)
            return;
        if (PortalTerms.Coded(code, word, time) is { } measurement)
            Measurements.Add(measurement);
        else
            NotUnderstood.Add(new NotUnderstood(where, word, "unknown-enum"));
    }
}
