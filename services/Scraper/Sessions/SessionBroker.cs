using System.Collections.Concurrent;
using Dapr;
using VectorCare.Scraper.Identity;
using VectorCare.Scraper.Telemetry;

namespace VectorCare.Scraper.Sessions;

/// <summary>How a login ended.</summary>
internal enum LoginKind
{
    /// <summary>Signed in.</summary>
    SignedIn,

    /// <summary>The credentials were refused.</summary>
    Refused,

    /// <summary>The account is locked.</summary>
    Locked,

    /// <summary>It could not be tried: the vendor did not answer, or its form was not understood.</summary>
    Failed,
}

/// <summary>The end of a login.</summary>
/// <param name="Kind">How it ended.</param>
/// <param name="Token">The session.</param>
/// <param name="Lifetime">How long the session lasts, or how long the account is locked.</param>
/// <param name="Failure">Why it could not be tried.</param>
internal sealed record LoginResult(LoginKind Kind, string? Token = null, TimeSpan Lifetime = default, Vendors.FetchedPage? Failure = null);

/// <summary>A session, or why there is none.</summary>
internal readonly record struct SessionAnswer(string? Token, Vendors.FetchedPage? Failure);

/// <summary>One session per clinic and vendor: shared through the session store, one login at a time per clinic, and never more refused logins in a row than leave an account open.</summary>
internal sealed class SessionBroker(ISessionStore store, CredentialCache credentials, Pseudonyms pseudonyms, ScraperMetrics metrics, TimeProvider time)
{
    /// <summary>Refused logins after which the broker waits.</summary>
    public const int MaxRefused = 2;

    private static readonly TimeSpan WaitAfterRefusal = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Youngest = TimeSpan.FromSeconds(60);
    private readonly ConcurrentDictionary<(string, string), Entry> _entries = new();

    /// <summary>The clinic's session.</summary>
    /// <param name="vendor">Vendor id.</param>
    /// <param name="clinic">Clinic id.</param>
    /// <param name="ended">A session that the vendor no longer takes, or null.</param>
    /// <param name="login">Signs in.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<SessionAnswer> GetAsync(string vendor, string clinic, string? ended, Func<Credentials, CancellationToken, Task<LoginResult>> login, CancellationToken cancellationToken)
    {
        var entry = _entries.GetOrAdd((vendor, clinic), _ => new Entry());
        if (Usable(entry.Session, ended) is { } token)
            return new SessionAnswer(token, null);
        await entry.Gate.WaitAsync(cancellationToken);
        try
        {
            if (Usable(entry.Session, ended) is { } fresh)
                return new SessionAnswer(fresh, null);
            entry.Session = await ReadAsync(vendor, clinic, cancellationToken) ?? entry.Session;
            if (Usable(entry.Session, ended) is { } shared)
                return new SessionAnswer(shared, null);

            // A vendor that shows its login form to a session this young would show it again: signing in for every patient helps nobody.
            if (entry.Session is { Token: not null } young && young.Token == ended && time.GetUtcNow() - young.Opened < Youngest)
                return Failed("session-refused");
            return await SignInAsync(vendor, clinic, entry, login, cancellationToken);
        }
        finally
        {
            entry.Gate.Release();
        }
    }

    private async Task<SessionAnswer> SignInAsync(string vendor, string clinic, Entry entry, Func<Credentials, CancellationToken, Task<LoginResult>> login, CancellationToken cancellationToken)
    {
        var session = entry.Session;
        var refused = session is { FailedLogins: > 0 };
        if (await credentials.GetAsync(vendor, clinic, cancellationToken) is not { } given)
            return Failed("no-credentials");
        var mark = pseudonyms.Of($"{vendor}|{clinic}|{given.User}|{given.Password}|{given.ApiKey}");
        var sameAsRefused = refused && session!.CredentialMark == mark;
        var failures = sameAsRefused ? session!.FailedLogins : 0;
        if (sameAsRefused && session!.WaitUntil > time.GetUtcNow())
            return Failed("login-waits");
        if (sameAsRefused && failures >= MaxRefused)
            failures = MaxRefused - 1;

        var result = await login(given, cancellationToken);
        metrics.Login(vendor, result.Kind.ToString().ToLowerInvariant());
        var now = time.GetUtcNow();
        switch (result.Kind)
        {
            case LoginKind.SignedIn:
                await KeepAsync(vendor, clinic, entry, new ClinicSession(result.Token, now, now + result.Lifetime - Margin), result.Lifetime, cancellationToken);
                return new SessionAnswer(result.Token, null);
            case LoginKind.Refused:
                await credentials.RefusedAsync(vendor, clinic, given, cancellationToken);
                var wait = failures + 1 >= MaxRefused ? now + WaitAfterRefusal : (DateTimeOffset?)null;
                await KeepAsync(vendor, clinic, entry, new ClinicSession(null, now, now, failures + 1, wait, mark), WaitAfterRefusal * 2, cancellationToken);
                return Failed("login-refused");
            case LoginKind.Locked:
                var locked = result.Lifetime > TimeSpan.Zero ? result.Lifetime + Margin : WaitAfterRefusal;
                await KeepAsync(vendor, clinic, entry, new ClinicSession(null, now, now, MaxRefused, now + locked, mark), locked * 2, cancellationToken);
                return Failed("account-locked");
            default:
                return new SessionAnswer(null, result.Failure ?? Vendors.FetchedPage.Failed(Contracts.Messages.PollOutcome.Missed, "login-failed"));
        }
    }

    private async Task<ClinicSession?> ReadAsync(string vendor, string clinic, CancellationToken cancellationToken)
    {
        try
        {
            return await store.ReadAsync(vendor, clinic, cancellationToken);
        }
        catch (DaprException)
        {
            // A session is a convenience: without the store each replica signs in for itself.
            return null;
        }
    }

    private async Task KeepAsync(string vendor, string clinic, Entry entry, ClinicSession session, TimeSpan keep, CancellationToken cancellationToken)
    {
        entry.Session = session;
        try
        {
            await store.WriteAsync(vendor, clinic, session, keep, cancellationToken);
        }
        catch (DaprException)
        {
            // As above.
        }
    }

    private string? Usable(ClinicSession? session, string? ended) =>
        session is { Token: { } token } && token != ended && session.Until > time.GetUtcNow() ? token : null;

    private static SessionAnswer Failed(string reason) => new(null, Vendors.FetchedPage.Failed(Contracts.Messages.PollOutcome.Missed, reason));

    private sealed class Entry
    {
        public SemaphoreSlim Gate { get; } = new(1);

        public ClinicSession? Session { get; set; }
    }
}
