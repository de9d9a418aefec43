using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using VendorSim.Credentials;
using VendorSim.Faults;
using VendorSim.Population;

namespace VendorSim.Aurora;

/// <summary>A signed-in clinic.</summary>
internal sealed record AuroraSession(string Clinic, DateTimeOffset Opened)
{
    public DateTimeOffset Expires => Opened + AuroraSessions.Lifetime;
}

/// <summary>What a login came to.</summary>
internal enum AuroraLogin
{
    SignedIn,
    BadToken,
    BadPassword,
    Locked,
}

/// <summary>Logins, sessions and lock-outs.</summary>
internal sealed class AuroraSessions(CredentialStore credentials, FaultBoard faults, TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(20);
    public static readonly TimeSpan LockOut = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan TokenLifetime = TimeSpan.FromMinutes(30);
    private const int BadLoginsAllowed = 5;

    private readonly ConcurrentDictionary<string, AuroraSession> _sessions = new();
    private readonly Dictionary<string, (int Failures, DateTimeOffset LockedUntil)> _failures = [];
    private readonly Lock _gate = new();
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    public string NewPreSession() => $"{time.GetUtcNow().ToUnixTimeSeconds():x}.{RandomNumberGenerator.GetHexString(24, true)}";

    public string TokenFor(string preSession) => Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(preSession)).AsSpan(0, 16));

    public AuroraLogin Login(string? preSession, string? token, string user, string password, out string? session, out int lockedSeconds)
    {
        session = null;
        lockedSeconds = 0;
        var now = time.GetUtcNow();
        if (preSession is null || token != TokenFor(preSession)
            || !long.TryParse(preSession.Split('.')[0], System.Globalization.NumberStyles.HexNumber, null, out var issued)
            || now - DateTimeOffset.FromUnixTimeSeconds(issued) > TokenLifetime)
            return AuroraLogin.BadToken;
        lock (_gate)
        {
            var (failures, lockedUntil) = _failures.GetValueOrDefault(user);
            if (now < lockedUntil)
            {
                lockedSeconds = (int)Math.Ceiling((lockedUntil - now).TotalSeconds);
                return AuroraLogin.Locked;
            }

            var clinic = credentials.ClinicOfUser(Vendor.Aurora, user);
            if (clinic is null || credentials.Secret(Vendor.Aurora, clinic) != password)
            {
                // Unknown users are not remembered: their number has no bound.
                if (clinic is not null)
                    _failures[user] = failures + 1 >= BadLoginsAllowed ? (0, now + LockOut) : (failures + 1, default);
                return AuroraLogin.BadPassword;
            }

            _failures.Remove(user);
            session = RandomNumberGenerator.GetHexString(40, true);
            foreach (var (old, opened) in _sessions)
            {
                if (now >= opened.Expires)
                    _sessions.TryRemove(old, out _);
            }

            _sessions[session] = new AuroraSession(clinic, now);
            return AuroraLogin.SignedIn;
        }
    }

    public AuroraSession? Find(string? session)
    {
        if (session is null || !_sessions.TryGetValue(session, out var found))
            return null;
        return time.GetUtcNow() < found.Expires && found.Opened >= faults.SessionsEndedAt(found.Clinic) ? found : null;
    }

    public void Close(string? session)
    {
        if (session is not null)
            _sessions.TryRemove(session, out _);
    }
}
