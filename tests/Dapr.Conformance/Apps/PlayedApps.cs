using Dapr.Conformance.Playing;

namespace Dapr.Conformance.Apps;

/// <summary>What a case plays, by name.</summary>
internal sealed class PlayedApps(IReadOnlyDictionary<string, int> ports, WorkFolder work, PlayClock clock) : IAsyncDisposable
{
    private bool _listening;

    public IReadOnlyDictionary<string, IPlayedApp> ByName { get; } = new Dictionary<string, IPlayedApp>(StringComparer.Ordinal)
    {
        ["probe"] = new PlayedApp(ports["PROBE_PORT"], work.Apps["probe"]?["fixed"]?.AsObject(), clock),
        ["callee"] = new PlayedApp(ports["CALLEE_PORT"], work.Apps["callee"]?["fixed"]?.AsObject(), clock),
        ["vendor"] = new PlayedApp(ports["VENDOR_PORT"], null, clock),
        ["smtp"] = new SmtpSink(ports["SMTP_PORT"], clock),
    };

    /// <summary>Listens, with no requests and no answers of an earlier case.</summary>
    public async Task BeginAsync()
    {
        foreach (var app in ByName.Values)
        {
            app.Reset();
            if (!_listening)
                await app.ListenAsync();
        }

        _listening = true;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var app in ByName.Values)
            await app.DisposeAsync();
    }
}
