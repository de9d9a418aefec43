using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using VectorCare.ServiceDefaults.Sidecar;

namespace VectorCare.ServiceDefaults.Auth;

/// <summary>Recognises the service's own sidecar by the token it sends with every callback.</summary>
internal sealed class SidecarAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    SidecarOptions sidecar)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "Sidecar";

    private readonly byte[]? _expected = sidecar.AppToken is null ? null : Encoding.UTF8.GetBytes(sidecar.AppToken);

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (_expected is null || Request.Headers[SidecarHttp.TokenHeader].ToString() is not { Length: > 0 } sent)
            return Task.FromResult(AuthenticateResult.NoResult());
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(sent), _expected))
            return Task.FromResult(AuthenticateResult.Fail("The sidecar's token does not match APP_API_TOKEN."));
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, "sidecar")], SchemeName);
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName)));
    }
}
