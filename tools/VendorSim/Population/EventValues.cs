namespace VendorSim.Population;

/// <summary>Draws the physical values of an event; given ones win.</summary>
internal static class EventValues
{
    public static readonly IReadOnlyDictionary<string, double> None = new Dictionary<string, double>();

    public static IReadOnlyDictionary<string, double> For(EventKind kind, DeviceProfile device, ref Draw draw, IReadOnlyDictionary<string, double>? given = null)
    {
        var values = new SortedDictionary<string, double>(StringComparer.Ordinal);
        switch (kind)
        {
            case EventKind.Vt:
            case EventKind.Vf:
                Ventricular(kind, device, ref draw, values);
                break;
            case EventKind.Nsvt:
                values["ventricularRate"] = Math.Round(draw.Between(150, 230));
                values["duration"] = Math.Round(draw.Between(2, 12));
                break;
            case EventKind.Svt:
                values["ventricularRate"] = Math.Round(draw.Between(140, 190));
                values["duration"] = Math.Round(draw.LogNormal(60, 1));
                break;
            case EventKind.AtAf:
                values["duration"] = Math.Round(Math.Clamp(draw.LogNormal(5_400, 1.6), 30, 10 * 86_400));
                values["atrialRate"] = Math.Round(draw.Between(220, 420));
                values["ventricularRate"] = Math.Round(draw.Between(70, 150));
                break;
            case EventKind.Pause:
                values["duration"] = Math.Round(draw.LogNormal(3.8, 0.35), 1);
                break;
            case EventKind.Brady:
                values["ventricularRate"] = Math.Round(draw.Between(24, 38));
                values["duration"] = Math.Round(draw.Between(8, 40));
                break;
            case EventKind.ChargeTimeLong:
                values["chargeTime"] = Math.Round(draw.Between(15, 28), 1);
                break;
            case EventKind.LeadFracture:
                values["channel"] = device.PickChannel(ref draw);
                values["impedance"] = Math.Round(draw.Between(2_200, 4_500));
                break;
            case EventKind.LeadInsulation:
                values["channel"] = device.PickChannel(ref draw);
                values["impedance"] = Math.Round(draw.Between(90, 230));
                break;
            case EventKind.LeadDrift:
                values["channel"] = device.PickChannel(ref draw);
                values["ohmPerDay"] = Math.Round(draw.Between(4, 20), 1);
                break;
            case EventKind.ShockLeadFault:
                values["impedance"] = Math.Round(draw.Chance(0.5) ? draw.Between(6, 22) : draw.Between(150, 260));
                break;
            case EventKind.ThresholdRise:
                values["channel"] = device.PickChannel(ref draw);
                values["threshold"] = Math.Round(draw.Between(1.5, 4.5) * 8) / 8;
                break;
            case EventKind.SensingFall:
                values["channel"] = device.PickChannel(ref draw);
                values["sensing"] = Math.Round(draw.Between(0.6, 3.5), 1);
                break;
            case EventKind.CrtPacingFall:
                values["percent"] = Math.Round(draw.Between(60, 96), 1);
                break;
            case EventKind.FluidRise:
                values["fluidIndex"] = Math.Round(draw.Between(40, 120));
                break;
            default:
                break;
        }

        if (given is null)
            return values.Count == 0 ? None : values;
        foreach (var (name, value) in given)
            values[name] = value;
        return values;
    }

    private static void Ventricular(EventKind kind, DeviceProfile device, ref Draw draw, SortedDictionary<string, double> values)
    {
        var fibrillation = kind == EventKind.Vf;
        values["ventricularRate"] = Math.Round(fibrillation ? draw.Between(240, 320) : draw.Between(150, 225));
        var pacingWorks = !fibrillation && draw.Chance(0.72);
        var sequences = fibrillation ? 0 : pacingWorks ? 1 + draw.Pick(2) : 3;
        var shocks = pacingWorks ? 0 : draw.Chance(0.9) ? 1 : 2;
        var defibrillates = device.Family.Defibrillates();
        values["atp"] = defibrillates ? sequences : 0;
        values["shocks"] = defibrillates ? shocks : 0;
        values["successful"] = defibrillates && (pacingWorks || draw.Chance(0.95)) ? 1 : 0;
        values["duration"] = Math.Round(draw.Between(9, 20) + (6 * sequences) + (10 * shocks));
    }
}
