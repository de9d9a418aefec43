using System.Diagnostics;
using LocalDapr.Mailbox;
using LocalDapr.RunFiles;
using ScaledTime;
using VectorCare.ServiceDefaults.Auth;
using VectorCare.ServiceDefaults.Health;
using VectorCare.Services;
using VectorCare.Summary;
using VectorCare.Views;
using VectorCare.Webhooks;

namespace VectorCare.Demo;

/// <summary>One run: build, start, import, watch, sum up, stop.</summary>
internal sealed class DemoRun(DemoOptions options, IRunView view)
{
    private readonly DemoFolders _folders = new(options.DataDirectory);
    private readonly DemoSecrets _secrets = new();

    /// <summary>Runs until the time is over or somebody stops it.</summary>
    /// <param name="stop">Ctrl-C.</param>
    /// <returns>The summary.</returns>
    /// <exception cref="DemoException">It cannot go on; the message says what to do.</exception>
    public async Task<RunSummary> RunAsync(CancellationToken stop)
    {
        // The sidecars' code is compiled while the services are built and start; nobody is imported before.
        var compiled = Task.Run(() => CompileAhead.Run(typeof(RunFileHost).Assembly, stop), stop);
        var anchor = TimeProvider.System.GetUtcNow();
        var scaledClock = options.Speed > 1 ? ClockSettings.Format(anchor, options.Speed) : null;
        var clock = ClockSettings.Parse(scaledClock);
        _folders.Prepare(options.Keep);
        await PopulationFiles.WriteAsync(options, _folders, clock, stop);
        await using var mailbox = await SmtpMailbox.StartAsync(_folders.Mail, options.MailPort, clock);
        await using var webhooks = await WebhookInbox.StartAsync(_folders.Webhooks, options.WebhookPort, stop);
        await using var host = await RunFileHost.StartAsync(DemoRunFile.Settings(options, _folders, _secrets, clock, scaledClock, view), stop);
        using var api = new ServiceApi(ServiceEndpoints.Of(host), _secrets.IssuerKey, clock);
        await File.WriteAllTextAsync(_folders.Token, DevelopmentIssuer.Issue(_secrets.IssuerKey, "demo-operator", [Roles.Operator, Roles.Clinician], TimeSpan.FromDays(1000), clock), stop);
        var watch = Stopwatch.StartNew();
        await Readiness.WaitAsync(host, api, stop);
        await compiled;
        view.Say($"ready in {watch.Elapsed.TotalSeconds:F1} s: {string.Join(' ', host.Apps.Select(a => a.AppId))}");
        var due = await new PopulationImport(options, _folders, api, clock, view).RunAsync(stop);
        var monitor = new RunMonitor(options, _folders, host, api, due, clock);
        // As --for counts: while services start, which may take long, a fault would meet nobody.
        foreach (var fault in options.Faults)
            await api.BreakAsync(fault, stop);
        await WatchAsync(monitor, stop);
        return await monitor.SumUpAsync(interrupted: stop.IsCancellationRequested);
    }

    private async Task WatchAsync(RunMonitor monitor, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(view.Interval);
        try
        {
            while (!(monitor.Elapsed >= options.RunFor) && await timer.WaitForNextTickAsync(stop))
                view.Show(await monitor.LookAsync(stop));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            view.Say("stopping …");
        }
    }
}
