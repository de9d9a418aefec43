using System.Diagnostics;
using LocalDapr.RunFiles;
using VectorCare.Contracts;
using VectorCare.Services;
using VectorCare.Summary;
using VectorCare.Views;

namespace VectorCare.Demo;

/// <summary>Watches a run from outside, over the services' public API, and counts by itself which polls were due.</summary>
internal sealed class RunMonitor
{
    /// <summary>How long after its poll a yellow alert may lie in its clinic's digest, on the application's clock.</summary>
    private static readonly TimeSpan Digest = TimeSpan.FromSeconds(40);

    /// <summary>Wall-clock time for the summary of a run that was interrupted: all stops within 10 s, and apps and sidecars get 8 of them.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly DemoOptions _options;
    private readonly DemoFolders _folders;
    private readonly RunFileHost _host;
    private readonly ServiceApi _api;
    private readonly DuePolls _due;
    private readonly TimeProvider _clock;
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly ProcessUsage _usage = new();
    private readonly RedMails _red;
    private (TimeSpan At, long Done) _last;

    public RunMonitor(DemoOptions options, DemoFolders folders, RunFileHost host, ServiceApi api, DuePolls due, TimeProvider clock)
    {
        (_options, _folders, _host, _api, _due, _clock) = (options, folders, host, api, due, clock);
        _red = new RedMails(folders.Mail, folders.Truth);
        _usage.Begin(Processes);
    }

    /// <summary>Wall-clock time since all services were ready.</summary>
    public TimeSpan Elapsed => _watch.Elapsed;

    private IEnumerable<KeyValuePair<string, int>> Processes => ProcessUsage.Processes(_host);

    public async Task<Snapshot> LookAsync(CancellationToken stop)
    {
        var now = _clock.GetUtcNow();
        // An import that takes longer than foreseen is postponed; what was polled before that is not counted.
        var settled = await _api.IngestAsync(now - Settling.InFlight, stop, since: _due.From);
        var all = await _api.IngestAsync(now, stop);
        var latenessMax = (await _api.IngestAsync(now, stop, since: _due.AllFrom)).LatenessMaxMs;
        var alerts = await _api.AlertsAsync(now, stop);
        var rate = (all.PollsDone - _last.Done) / Math.Max(0.001, (Elapsed - _last.At).TotalSeconds);
        _last = (Elapsed, all.PollsDone);
        return new Snapshot(
            Elapsed, rate, all.PollsDone, Math.Max(0, _due.Until(now - Settling.InFlight) - settled.PollsDone), all.PollsDuplicated, all.LatenessP99Ms, latenessMax,
            Read(all.Outcomes), all.TransmissionsNew, alerts.Opened, alerts.Delivered, alerts.Undelivered, alerts.HeldForGood, _red.Read(_due.From, _due.AllFrom),
            [.. alerts.Last.Select(d => new DeliveryLine(d.At, d.Rule, d.Severity, d.Channel, d.DelayMs))], Mails, Path.GetRelativePath(Directory.GetCurrentDirectory(), _folders.Mail));
    }

    /// <summary>Closes the books, waits for what is under way, and counts.</summary>
    /// <param name="interrupted">Whether somebody waits for the end: then the books close before what can still be under way.</param>
    public async Task<RunSummary> SumUpAsync(bool interrupted)
    {
        using var patience = new CancellationTokenSource();
        if (interrupted)
            patience.CancelAfter(Patience);
        var now = _clock.GetUtcNow();
        var until = !interrupted ? now : now - Settling.InFlight > _due.From ? now - Settling.InFlight : _due.From;
        var wall = Elapsed;
        var due = _due.Until(until);
        var limit = interrupted ? now + (Patience / 2 * _options.Speed) : now + Settling.InFlight + Digest;
        var ingest = await Settling.WaitAsync(_api, _clock, until, limit, async s => s.PollsDone >= due && (await _api.AlertsAsync(until, patience.Token)).Undelivered == 0, patience.Token, since: _due.From);
        // Quantiles since an instant leave its cycle out, which may be all of a short run.
        var all = await _api.IngestAsync(until, patience.Token);
        var latenessMax = (await _api.IngestAsync(until, patience.Token, since: _due.AllFrom)).LatenessMaxMs;
        var alerts = await _api.AlertsAsync(until, patience.Token);
        var later = (await _api.AlertsAsync(_clock.GetUtcNow(), patience.Token)).Undelivered - alerts.Undelivered;
        var red = _red.Read(_due.From, _due.AllFrom);
        var reds = alerts.BySeverity.FirstOrDefault(b => b.Severity == "Red");
        var cpu = _usage.CpuMs(Processes);
        return new RunSummary(
            _due.Patients, Math.Round((until - _due.From).TotalSeconds / Slots.Count, 2), due, ingest.PollsDone, due - ingest.PollsDone, ingest.PollsDuplicated,
            all.LatenessP50Ms, all.LatenessP99Ms, latenessMax, _due.Ahead, ingest.LatenessMaxMs, Read(ingest.Outcomes), ingest.TransmissionsNew,
            alerts.Opened - later, alerts.Delivered, alerts.Undelivered, alerts.HeldForGood, reds?.DelayP99Ms ?? 0,
            reds?.Delivered ?? 0, red.Mails, Math.Round(red.DelayMaxS, 1), Math.Round(red.AfterAppearanceMaxS, 1), Mails, ingest.Misses,
            Math.Round(cpu.Where(p => p.Key != "vendorsim").Sum(p => p.Value) / Math.Max(1, ingest.PollsDone), 3), cpu, ProcessUsage.RssMb(Processes), _options.Faults, _options.Speed, Math.Round(wall.TotalSeconds, 1));
    }

    private long Mails => Directory.EnumerateFiles(_folders.Mail, "*.eml").LongCount();

    private static Dictionary<string, IReadOnlyDictionary<string, long>> Read(Dictionary<string, Dictionary<string, long>> outcomes) =>
        outcomes.ToDictionary(o => o.Key, o => (IReadOnlyDictionary<string, long>)o.Value);
}
