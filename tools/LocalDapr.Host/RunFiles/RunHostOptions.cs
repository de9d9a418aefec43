using LocalDapr.Hosting;

namespace LocalDapr.RunFiles;

/// <summary>Turns a plan into settings of the sidecars' host.</summary>
internal static class RunHostOptions
{
    /// <summary>Makes the settings.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="options">The run's options.</param>
    /// <returns>The settings.</returns>
    public static LocalDaprOptions From(RunPlan plan, RunFileOptions options) => new()
    {
        Apps = [.. plan.File.Apps.Select(app => App(app, options))],
        Clock = options.Clock,
        DataDirectory = RunPlan.DataDirectory(options, plan.File),
        Lenient = options.Lenient,
        LoggerFactory = options.LoggerFactory,
        LoadResources = app => plan.Resources[app.AppId],
    };

    private static LocalDaprApp App(RunFileApp app, RunFileOptions options)
    {
        var environment = RunPlan.SidecarEnvironment(app, options);
        return new LocalDaprApp
        {
            AppId = app.AppId,
            AppPort = app.AppPort,
            AppProtocol = app.AppProtocol,
            HttpPort = app.HttpPort,
            GrpcPort = app.GrpcPort,
            ApiToken = Token("DAPR_API_TOKEN"),
            AppToken = Token("APP_API_TOKEN"),
            MaxBodyBytes = app.MaxBodyBytes,
            MaxConcurrency = app.MaxConcurrency,
            Environment = environment,
        };

        string? Token(string name) => environment.TryGetValue(name, out var token) && token.Length > 0 ? token : null;
    }
}
