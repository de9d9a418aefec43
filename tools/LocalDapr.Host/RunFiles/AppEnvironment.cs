using System.Globalization;

namespace LocalDapr.RunFiles;

/// <summary>Environments of a run.</summary>
internal static class AppEnvironment
{
    /// <summary>What an app and its sidecar get from the file and the options.</summary>
    /// <param name="app">The app.</param>
    /// <param name="options">The options.</param>
    /// <returns>Name and value.</returns>
    public static Dictionary<string, string> Given(RunFileApp app, RunFileOptions options)
    {
        var environment = new Dictionary<string, string>(app.Environment, StringComparer.Ordinal);
        foreach (var (name, value) in options.Environment.Concat(options.AppEnvironment.GetValueOrDefault(app.AppId) ?? new Dictionary<string, string>()))
            environment[name] = value;
        if (options.ScaledClock is { } clock)
            environment[ScaledTime.ClockSettings.Variable] = clock;
        return environment;
    }

    /// <summary>What Dapr tells an app of its sidecar.</summary>
    /// <param name="running">The app.</param>
    /// <param name="metricsPort">A free port, or that of the file.</param>
    /// <returns>Name and value.</returns>
    public static Dictionary<string, string> OfSidecar(RunningApp running, int metricsPort)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["APP_ID"] = running.AppId,
            ["APP_PROTOCOL"] = running.App.AppProtocol,
            ["APP_CHANNEL_ADDRESS"] = running.App.AppChannelAddress,
            ["DAPR_HTTP_PORT"] = Text(running.HttpPort),
            ["DAPR_GRPC_PORT"] = Text(running.GrpcPort),
            ["DAPR_METRICS_PORT"] = Text(metricsPort),
        };
        if (running.AppPort > 0)
            environment["APP_PORT"] = Text(running.AppPort);
        return environment;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
