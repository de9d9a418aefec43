namespace VendorSim.Population;

/// <summary>Spans of a patient's story in which something is away: the home monitor out of reach, the patient not on the portal. Asked for in their order.</summary>
internal sealed class Absences
{
    private const double DaysPerYear = 365.25;
    private readonly (double PerYear, double MedianDays, double MostDays) _rate;
    private readonly double _scale;
    private Draw _draw;
    private DateTimeOffset _from;
    private DateTimeOffset _to;

    private Absences(Draw draw, (double PerYear, double MedianDays, double MostDays) rate, double scale, DateTimeOffset start)
    {
        (_draw, _rate, _scale, _to) = (draw, rate, scale, start);
        Next();
    }

    /// <summary>When the home monitor is out of reach. What happens then is told when it is back.</summary>
    public static Absences OutOfReach(ulong seed, SimPatient patient, double scale, DateTimeOffset start) =>
        new(Draw.For(seed, (ulong)patient.Index, 7), (Rates.OutOfReach, Rates.OutOfReachMedianDays, Rates.OutOfReachMostDays), scale, start);

    /// <summary>When a portal does not list the patient.</summary>
    public static Absences Unlisted(ulong seed, SimPatient patient, double scale, DateTimeOffset start) =>
        new(Draw.For(seed, (ulong)patient.Index, 8), (Rates.Unlisted, Rates.UnlistedMedianDays, Rates.UnlistedMostDays), scale, start);

    /// <summary>When it is back, if it is away at an instant; else null. Instants are asked for in their order.</summary>
    public DateTimeOffset? BackAt(DateTimeOffset at)
    {
        while (_to <= at)
            Next();
        return at >= _from ? _to : null;
    }

    /// <summary>Every span that begins before an instant.</summary>
    public IEnumerable<(DateTimeOffset From, DateTimeOffset To)> Until(DateTimeOffset end)
    {
        for (; _from < end; Next())
            yield return (_from, _to);
    }

    private void Next()
    {
        _from = _to + Days(_draw.Exponential(DaysPerYear / _rate.PerYear));
        _to = _from + Days(Math.Min(_draw.LogNormal(_rate.MedianDays, 1), _rate.MostDays));
    }

    private TimeSpan Days(double days) => TimeSpan.FromDays(Math.Min(days / _scale, 100 * DaysPerYear));
}
