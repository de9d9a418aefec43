using AngleSharp.Html.Parser;
using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Pages;
using VectorCare.Scraper.Sessions;

namespace VectorCare.Scraper.Vendors.Aurora;

/// <summary>Signs in through the login form, as its script does: the answer then carries the session cookie itself, which a redirect followed by the sidecar would lose.</summary>
internal static class AuroraLogin
{
    /// <summary>Name of the session cookie.</summary>
    public const string SessionCookie = "AURORASESSION";

    private static readonly TimeSpan SessionLifetime = TimeSpan.FromMinutes(20);
    private static readonly HtmlParser Parser = new();

    /// <summary>Whether a page is the login form.</summary>
    public static bool IsLoginPage(ReadOnlySpan<byte> page) => page[..Math.Min(page.Length, 4096)].IndexOf("<main id=\"login\""u8) >= 0;

    /// <summary>Signs in.</summary>
    public static async Task<LoginResult> RunAsync(VendorChannel channel, Credentials credentials, CancellationToken cancellationToken)
    {
        if (credentials is not { User: { } user, Password: { } password })
            return new LoginResult(LoginKind.Failed, Failure: FetchedPage.Failed(PollOutcome.Missed, "no-credentials"));
        using var form = await channel.SendAsync(HttpMethod.Get, "login", [], cancellationToken);
        if (form.Kind != ReplyKind.Answer || form.Status != 200)
            return new LoginResult(LoginKind.Failed, Failure: VendorChannel.Failure(form));
        if (Token(form) is not { } token)
            return new LoginResult(LoginKind.Failed, Failure: FetchedPage.Failed(PollOutcome.ParseFailed, "no-login-form"));

        using var reply = await channel.SendAsync(
            HttpMethod.Post,
            "login",
            [("Cookie", string.Join("; ", form.SetCookies.Select(Pair))), ("X-Requested-With", "XMLHttpRequest")],
            cancellationToken,
            [new("csrf_token", token), new("username", user), new("password", password)]);
        if (reply.Kind != ReplyKind.Answer)
            return new LoginResult(LoginKind.Failed, Failure: VendorChannel.Failure(reply));
        if (reply.SetCookies.Select(Pair).FirstOrDefault(c => c.StartsWith(SessionCookie + "=", StringComparison.Ordinal)) is { } session)
            return new LoginResult(LoginKind.SignedIn, session, SessionLifetime);
        return reply.Status switch
        {
            423 => new LoginResult(LoginKind.Locked, Lifetime: reply.RetryAfter ?? TimeSpan.Zero),
            200 when reply.Body.Span.IndexOf("au-login-error"u8) >= 0 => new LoginResult(LoginKind.Refused),
            403 => new LoginResult(LoginKind.Failed, Failure: FetchedPage.Failed(PollOutcome.Missed, "login-form-expired")),
            _ => new LoginResult(LoginKind.Failed, Failure: FetchedPage.Failed(PollOutcome.Missed, "no-session-cookie")),
        };
    }

    private static string? Token(VendorReply form)
    {
        if (!HtmlBounds.Holds(form.Body.Span))
            return null;
        using var stream = new MemoryStream(form.Body.ToArray(), writable: false);
        using var document = Parser.ParseDocument(stream);
        return document.QuerySelector("#login-form input[name=csrf_token]")?.GetAttribute("value");
    }

    private static string Pair(string setCookie) => setCookie.Split(';', 2)[0];
}
