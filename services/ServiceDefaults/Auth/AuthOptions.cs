using System.ComponentModel.DataAnnotations;

namespace VectorCare.ServiceDefaults.Auth;

/// <summary>Section <c>Auth</c>: who issues the bearer tokens of people. Without an authority and without a development key nobody gets in.</summary>
public sealed class AuthOptions
{
    /// <summary>OIDC authority (https URL), or null.</summary>
    [Url]
    public string? Authority { get; set; }

    /// <summary>Expected audience. Default <c>vectorcare</c>.</summary>
    [Required]
    public string Audience { get; set; } = "vectorcare";

    /// <summary>Symmetric key of the development issuer, base64 of at least 32 bytes; refused outside Development.</summary>
    public string? DevelopmentKey { get; set; }
}
