using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace VectorCare.ServiceDefaults.Auth;

/// <summary>Closed by default: the fallback policy denies, so that every endpoint has to name who may call it.</summary>
internal static class AuthRegistration
{
    public const string People = JwtBearerDefaults.AuthenticationScheme;

    public static void AddVectorCareAuth(this WebApplicationBuilder builder)
    {
        var environment = builder.Environment;
        builder.Services.AddOptions<AuthOptions>().BindConfiguration("Auth").ValidateDataAnnotations()
            .Validate(o => o.DevelopmentKey is null || environment.IsDevelopment(), "Auth:DevelopmentKey is set outside the Development environment. Remove it and set Auth:Authority.")
            .Validate(o => o.DevelopmentKey is null || IsKey(o.DevelopmentKey), "Auth:DevelopmentKey is not base64 of at least 32 bytes.")
            .ValidateOnStart();
        builder.Services.AddAuthentication()
            .AddScheme<AuthenticationSchemeOptions, SidecarAuthentication>(SidecarAuthentication.SchemeName, null)
            .AddJwtBearer(People);
        builder.Services.AddOptions<JwtBearerOptions>(People).Configure<IOptions<AuthOptions>, TimeProvider>(Configure);
        builder.Services.AddAuthorizationBuilder()
            .AddPolicy(EndpointAccess.SidecarPolicy, p => p.AddAuthenticationSchemes(SidecarAuthentication.SchemeName).RequireAuthenticatedUser())
            .SetFallbackPolicy(new AuthorizationPolicyBuilder(SidecarAuthentication.SchemeName, People).RequireAssertion(_ => false).Build());
    }

    private static void Configure(JwtBearerOptions jwt, IOptions<AuthOptions> auth, TimeProvider clock)
    {
        jwt.TimeProvider = clock;
        jwt.MapInboundClaims = false;
        jwt.Authority = auth.Value.Authority;
        jwt.Audience = auth.Value.Audience;
        jwt.TokenValidationParameters.RoleClaimType = "role";
        jwt.TokenValidationParameters.NameClaimType = "sub";
        jwt.TokenValidationParameters.LifetimeValidator = (from, to, _, _) =>
        {
            var now = clock.GetUtcNow().UtcDateTime;
            return (from is null || from <= now + TimeSpan.FromMinutes(1)) && to > now;
        };
        if (auth.Value.DevelopmentKey is { } key)
        {
            jwt.TokenValidationParameters.ValidIssuer = DevelopmentIssuer.Issuer;
            jwt.TokenValidationParameters.IssuerSigningKey = new SymmetricSecurityKey(Convert.FromBase64String(key));
        }
    }

    private static bool IsKey(string text) => Convert.TryFromBase64String(text, new byte[text.Length], out var length) && length >= 32;
}
