using System.Globalization;
using VectorCare.EndToEnd.Tests.World;
using VectorCare.TestKit;

namespace VectorCare.EndToEnd.Tests.Program;

/// <summary>A folder in which the program finds <c>dapr.yaml</c> and the embedded set with the ports of one test; services and tools are those of the repository.</summary>
internal sealed class ProgramFolder : IDisposable
{
    private static readonly int[] AppPorts = [7101, 7102, 7103, 7104, 7105, 3601, 3602, 3603, 3604, 3605, 3609, 3701, 3702, 3703, 3704, 3705, 3709];

    private readonly string _root = Directory.CreateTempSubdirectory("vectorcare-program-").FullName;

    public ProgramFolder()
    {
        var vendors = FreePorts.Next();
        new ComponentSet("embedded").CopyTo(At("components", "embedded"), vendors, MailPort, WebhookPort, At("data"));
        Directory.CreateDirectory(At("components", "embedded", "configuration"));
        File.Copy(RepositoryPaths.At("components", "embedded", "configuration", "config.yaml"), At("components", "embedded", "configuration", "config.yaml"));
        var text = File.ReadAllText(RepositoryPaths.At("dapr.yaml")).Replace("7190", $"{vendors}", StringComparison.Ordinal)
            .Replace("\"Release\"", $"\"{Configuration}\"", StringComparison.Ordinal).Replace("appDirPath: ", $"appDirPath: {RepositoryPaths.Root}/", StringComparison.Ordinal);
        File.WriteAllText(At("dapr.yaml"), AppPorts.Aggregate(text, (t, port) => t.Replace($"{port}", $"{FreePorts.Next()}", StringComparison.Ordinal)));
    }

    public static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    public int MailPort { get; } = FreePorts.Next();

    public int WebhookPort { get; } = FreePorts.Next();

    /// <summary>Port that <c>dapr.yaml</c> gives an app.</summary>
    public int AppPort(string appId) =>
        int.Parse(File.ReadLines(At("dapr.yaml")).SkipWhile(l => !l.EndsWith("appID: " + appId, StringComparison.Ordinal)).First(l => l.Contains("appPort:", StringComparison.Ordinal)).Split(':')[1], CultureInfo.InvariantCulture);

    public string Data => At("data");

    public string At(params string[] parts) => Path.Combine([_root, .. parts]);

    /// <summary>Changes a file of the folder.</summary>
    public void Edit(string file, string what, string with)
    {
        var text = File.ReadAllText(At(file));
        Assert.Contains(what, text, StringComparison.Ordinal);
        File.WriteAllText(At(file), text.Replace(what, with, StringComparison.Ordinal));
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
