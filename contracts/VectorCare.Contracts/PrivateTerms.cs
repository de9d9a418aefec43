namespace VectorCare.Contracts;

/// <summary>Codes of makers' values that IEEE 11073-10101 has no term for, from the private range of partition 11 (11·2¹⁶ + F000₁₆ upwards).</summary>
public static class PrivateTerms
{
    /// <summary>Fluid index from thoracic impedance, Ω·d.</summary>
    public const int FluidIndex = 782_336;

    /// <summary>A maker's heart failure index, a plain number.</summary>
    public const int HeartFailureIndex = 782_337;

    /// <summary>Short V-V intervals since the last session, a count.</summary>
    public const int ShortVvRecent = 782_338;
}
