namespace VectorCare.ServiceDefaults.Auth;

/// <summary>Roles of people, as values of the token's <c>role</c> claim.</summary>
public static class Roles
{
    /// <summary>Sees how the system runs; no patient data.</summary>
    public const string Operator = "operator";

    /// <summary>Adds, moves, pauses and removes patients.</summary>
    public const string Registrar = "registrar";

    /// <summary>Sees alerts with their evidence and acknowledges them.</summary>
    public const string Clinician = "clinician";
}
