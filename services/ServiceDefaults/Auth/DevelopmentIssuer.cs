using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace VectorCare.ServiceDefaults.Auth;

/// <summary>Issues bearer tokens for demos and tests. Services accept them in the Development environment only.</summary>
public static class DevelopmentIssuer
{
    /// <summary>The <c>iss</c> claim.</summary>
    public const string Issuer = "vectorcare-development-issuer";

    /// <summary>Issues a token.</summary>
    /// <param name="key">Base64 of at least 32 random bytes, as in <see cref="AuthOptions.DevelopmentKey"/>.</param>
    /// <param name="subject">Who, for example <c>demo</c>.</param>
    /// <param name="roles">Any of <see cref="Roles"/>.</param>
    /// <param name="lifetime">How long it is valid, from now.</param>
    /// <param name="clock">Clock that validates it later.</param>
    /// <returns>The compact token.</returns>
    public static string Issue(string key, string subject, IEnumerable<string> roles, TimeSpan lifetime, TimeProvider clock)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = new AuthOptions().Audience,
            IssuedAt = now,
            NotBefore = now,
            Expires = now + lifetime,
            Claims = new Dictionary<string, object> { ["sub"] = subject, ["role"] = roles.ToArray() },
            SigningCredentials = new SigningCredentials(new SymmetricSecurityKey(Convert.FromBase64String(key)), SecurityAlgorithms.HmacSha256),
        });
    }
}
