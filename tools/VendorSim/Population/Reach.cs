namespace VendorSim.Population;

/// <summary>When a patient's home monitor is out of reach of the device. What happens then is told when it is back.</summary>
internal sealed class Reach
{
    private const double DaysPerYear = 365.25;
    private readonly double _scale;
    private Draw _draw;
    private DateTimeOffset _from;
    private DateTimeOffset _to;

    public Reach(ulong seed, SimPatient patient, double scale, DateTimeOffset start)
    {
        _scale = scale;
        _draw = Draw.For(seed, (ulong)patient.Index, 7);
        _to = start;
        Next();
    }

    /// <summary>When the monitor is back, if it is out of reach at an instant; else null. Instants are asked for in their order.</summary>
    public DateTimeOffset? BackAt(DateTimeOffset at)
    {
        while (_to <= at)
            Next();
        return at >= _from ? _to : null;
    }

    private void Next()
    {
        _from = _to + Days(_draw.Exponential(DaysPerYear / Rates.OutOfReach));
        _to = _from + Days(Math.Min(_draw.LogNormal(Rates.OutOfReachMedianDays, 1), Rates.OutOfReachMostDays));
    }

    private TimeSpan Days(double days) => TimeSpan.FromDays(Math.Min(days / _scale, 100 * DaysPerYear));
}
