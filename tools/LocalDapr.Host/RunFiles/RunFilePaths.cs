using LocalDapr.Resources;

namespace LocalDapr.RunFiles;

/// <summary>Finds what an app's paths mean: common ones from the run file's folder, an app's own from the app's folder. Levels are not merged.</summary>
internal sealed class RunFilePaths(string fileDirectory, YamlMap app, YamlMap? common, Findings findings)
{
    /// <summary>The app's folder.</summary>
    /// <returns>Full path; it exists unless there is a finding.</returns>
    public string AppDirectory()
    {
        var given = app.Text("appDirPath");
        if (string.IsNullOrEmpty(given))
        {
            findings.Error(app.Place, $"{app.What} needs 'appDirPath'.");
            return fileDirectory;
        }

        var directory = Path.GetFullPath(given, fileDirectory);
        if (!Directory.Exists(directory))
            findings.Error(app.PlaceOf("appDirPath"), $"appDirPath '{given}' of {app.What} does not exist.{Nearby(given)}");
        return directory;
    }

    /// <summary>Resource folders: the app's own, else <c>.dapr/resources</c> in its folder, else the common ones.</summary>
    /// <param name="appDirectory">The app's folder.</param>
    /// <returns>Full paths.</returns>
    public IReadOnlyList<string> Resources(string appDirectory)
    {
        var own = Given(app, "resourcesPaths", "resourcesPath").Select(p => Own(p.Text, p.Place, appDirectory)).ToList();
        if (own.Count > 0)
            return own;
        var hidden = Path.Combine(appDirectory, ".dapr", "resources");
        if (Directory.Exists(hidden))
            return [hidden];
        return common is null ? [] : [.. Given(common, "resourcesPaths", "resourcesPath").Select(p => Path.GetFullPath(p.Text, fileDirectory))];
    }

    /// <summary>The configuration file: the app's own, else <c>.dapr/config.yaml</c> in its folder, else the common one.</summary>
    /// <param name="appDirectory">The app's folder.</param>
    /// <returns>Full path, or null.</returns>
    public string? Configuration(string appDirectory)
    {
        if (app.Text("configFilePath") is { Length: > 0 } own)
            return Own(own, app.PlaceOf("configFilePath"), appDirectory);
        var hidden = Path.Combine(appDirectory, ".dapr", "config.yaml");
        if (File.Exists(hidden))
            return hidden;
        return common?.Text("configFilePath") is { Length: > 0 } shared ? Path.GetFullPath(shared, fileDirectory) : null;
    }

    private string Own(string path, Place place, string appDirectory)
    {
        var (fromApp, fromFile) = (Path.GetFullPath(path, appDirectory), Path.GetFullPath(path, fileDirectory));
        if (Path.Exists(fromApp) || !Path.Exists(fromFile))
            return fromApp;
        findings.Warn(place, $"'{path}' of {app.What} is not in the app's folder; it is taken from the folder of the run file.");
        return fromFile;
    }

    private static IReadOnlyList<(string Text, Place Place)> Given(YamlMap map, string list, string single)
    {
        var many = map.Texts(list);
        return many.Count > 0 || map.Text(single) is not { Length: > 0 } one ? many : [(one, map.PlaceOf(single))];
    }

    private string Nearby(string given)
    {
        var parent = Path.GetDirectoryName(Path.GetFullPath(given, fileDirectory));
        if (parent is null || !Directory.Exists(parent))
            return "";
        return NearestName.Hint(Path.GetFileName(given), [.. Directory.EnumerateDirectories(parent).Select(d => Path.GetFileName(d))]);
    }
}
