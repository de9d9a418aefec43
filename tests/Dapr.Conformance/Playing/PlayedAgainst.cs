using Dapr.Conformance.Apps;

namespace Dapr.Conformance.Playing;

/// <summary>Plays a case against sidecars that run already. The apps go on listening between cases, as the sidecars expect of apps.</summary>
internal static class PlayedAgainst
{
    private static readonly PlayClock Clock = PlayClock.Wall();
    private static PlayedApps? _apps;

    public static async Task<IReadOnlyList<string>> RunningAsync(ConformanceCase recording)
    {
        await RunningSidecars.Turn.WaitAsync();
        try
        {
            var filled = RunningSidecars.Filled;
            var ports = PlayedPorts.Of(filled);
            using var work = WorkFolder.Filled(RunningSidecars.Folder!);
            var settled = _apps is not null;
            _apps ??= new PlayedApps(ports, work, Clock);
            await using var sidecars = new RunningSidecars();
            await using var player = new CasePlayer(recording, ports, work, sidecars, _apps, Clock, filled["RUN"]);
            return await player.PlayAsync(settled ? 0 : null);
        }
        finally
        {
            RunningSidecars.Turn.Release();
        }
    }
}
