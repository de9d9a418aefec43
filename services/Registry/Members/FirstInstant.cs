namespace VectorCare.Registry.Members;

/// <summary>From when on a member is due.</summary>
internal static class FirstInstant
{
    /// <summary>The first half second after an instant: never on a whole second, where due instants lie, so that nobody need ask whether it counts.</summary>
    public static DateTimeOffset After(DateTimeOffset instant) =>
        DateTimeOffset.FromUnixTimeMilliseconds((long)(Math.Ceiling((instant.ToUnixTimeMilliseconds() - 500) / 1000.0) * 1000) + 500);
}
