using System.CommandLine;
using LocalDapr.Hosting;
using LocalDapr.Resources;
using LocalDapr.RunFiles;
using Microsoft.Extensions.Logging;
using ScaledTime;

namespace LocalDapr;

/// <summary><c>localdapr run</c>.</summary>
internal static class RunCommand
{
    /// <summary>Creates the command.</summary>
    /// <returns>The command.</returns>
    public static Command Create()
    {
        var settings = new RunSettings();
        settings.Speed.Validators.Add(RunSettings.CheckSpeed);
        var command = new Command("run", "Runs the apps of a dapr.yaml, each with its sidecar, until Ctrl-C.")
        {
            settings.File, settings.Resources, settings.Config, settings.Lenient, settings.Data, settings.Speed, settings.NoBuild,
        };
        command.SetAction((result, cancellationToken) => RunAsync(settings, result, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(RunSettings settings, ParseResult result, CancellationToken cancellationToken)
    {
        var console = new TextConsole(Console.Out, !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is null);
        using var provider = new ConsoleLoggerProvider(console);
        using var loggers = LoggerFactory.Create(builder => builder.SetMinimumLevel(LogLevel.Warning).AddProvider(provider));
        var clock = ClockSettings.Format(TimeProvider.System.GetUtcNow(), result.GetValue(settings.Speed));
        var options = new RunFileOptions
        {
            Path = result.GetValue(settings.File)!,
            ResourcesPath = result.GetValue(settings.Resources),
            ConfigPath = result.GetValue(settings.Config),
            Lenient = result.GetValue(settings.Lenient),
            DataDirectory = result.GetValue(settings.Data),
            Build = !result.GetValue(settings.NoBuild),
            Clock = ClockSettings.Parse(clock),
            ScaledClock = result.GetValue(settings.Speed) == 1 ? null : clock,
            LoggerFactory = loggers,
            Console = console,
        };
        try
        {
            await using var run = await RunFileHost.StartAsync(options, cancellationToken);
            console.Info("running; Ctrl-C stops everything");
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            console.IsStopping = true;
            console.Info("stopping");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            console.Info("stopped while starting");
            return 1;
        }
        catch (Exception e) when (e is InvalidFilesException or LocalDaprException or FormatException or ArgumentException or IOException)
        {
            console.Failure(e);
            return 1;
        }

        console.Info("stopped");
        return 0;
    }
}
