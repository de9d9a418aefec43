namespace LocalDapr.Hosting;

/// <summary>Finds every mistake in the options at once.</summary>
internal static class LocalDaprOptionsCheck
{
    /// <summary>Checks the options.</summary>
    /// <param name="options">The options.</param>
    /// <exception cref="LocalDaprException">There are mistakes; the message lists all.</exception>
    public static void Check(LocalDaprOptions options)
    {
        var mistakes = Mistakes(options).ToList();
        if (mistakes.Count > 0)
            throw new LocalDaprException(string.Join(Environment.NewLine, mistakes));
    }

    private static IEnumerable<string> Mistakes(LocalDaprOptions options)
    {
        if (options.Apps.Count == 0)
            yield return "No apps.";
        foreach (var app in options.Apps)
        {
            if (string.IsNullOrWhiteSpace(app.AppId))
                yield return "An app has no id.";
            if (app.AppProtocol is not ("http" or "grpc"))
                yield return $"App '{app.AppId}': protocol '{app.AppProtocol}' is not supported, only http and grpc.";
            if (app.MaxBodyBytes <= 0)
                yield return $"App '{app.AppId}': the largest body must be more than 0 bytes.";
            foreach (var (name, port) in Ports(app))
            {
                if (port is < 0 or > 65535)
                    yield return $"App '{app.AppId}': {name} port {port} is not between 0 and 65535.";
            }
        }

        foreach (var twin in options.Apps.GroupBy(app => app.AppId).Where(group => group.Count() > 1))
            yield return $"App id '{twin.Key}' is used {twin.Count()} times.";
        foreach (var twin in options.Apps.SelectMany(app => Ports(app).Select(p => (app.AppId, p.Port))).Where(p => p.Port > 0).GroupBy(p => p.Port).Where(group => group.Count() > 1))
            yield return $"Port {twin.Key} is used by {string.Join(" and ", twin.Select(p => $"app '{p.AppId}'").Distinct())}.";
    }

    private static IEnumerable<(string Name, int Port)> Ports(LocalDaprApp app) =>
        [("application", app.AppPort), ("HTTP", app.HttpPort), ("gRPC", app.GrpcPort)];
}
