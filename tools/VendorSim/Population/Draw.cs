namespace VendorSim.Population;

/// <summary>A small deterministic stream of random numbers (SplitMix64), the same on every machine and runtime.</summary>
internal struct Draw(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A stream of its own for each combination of keys.</summary>
    public static Draw For(params ReadOnlySpan<ulong> keys)
    {
        var state = 0x9E3779B97F4A7C15UL;
        foreach (var key in keys)
            state = Mix(state ^ Mix(key + 0x632BE59BD9B4E019UL));
        return new Draw(state);
    }

    public ulong Next() => Mix(_state += 0x9E3779B97F4A7C15UL);

    /// <summary>In [0, 1).</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    public double Between(double low, double high) => low + ((high - low) * Unit());

    public int Pick(int count) => (int)(Next() % (ulong)count);

    public T Pick<T>(T[] from) => from[Pick(from.Length)];

    public bool Chance(double probability) => Unit() < probability;

    public double Exponential(double mean) => -mean * Math.Log(1 - Unit());

    public double Normal(double mean, double deviation) =>
        mean + (deviation * Math.Sqrt(-2 * Math.Log(1 - Unit())) * Math.Cos(2 * Math.PI * Unit()));

    /// <summary>Log-normal with the given median and sigma of the logarithm.</summary>
    public double LogNormal(double median, double sigma) => median * Math.Exp(Normal(0, sigma));

    public static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
