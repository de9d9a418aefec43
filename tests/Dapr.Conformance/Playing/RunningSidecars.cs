namespace Dapr.Conformance.Playing;

/// <summary>Sidecars of another process on a filled-in profile, whose folder is in <c>VECTORCARE_TEST_DAPRD</c>; they are neither started nor stopped here.</summary>
internal sealed class RunningSidecars : ISidecars
{
    public const string Variable = "VECTORCARE_TEST_DAPRD";
    private static readonly string[] Restarting = ["sidecar"];

    /// <summary>The folder, or null when every case has a host of its own.</summary>
    public static string? Folder { get; } = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder ? Path.GetFullPath(folder) : null;

    /// <summary>What the profile was filled in with: <c>PROFILE</c>, <c>RUN</c> and the ports (file <c>filled</c> of the folder).</summary>
    public static IReadOnlyDictionary<string, string> Filled { get; } = Folder is null ? [] : File.ReadAllLines(Path.Combine(Folder, "filled"))
        .Select(l => l.Split('=', 2)).Where(p => p.Length == 2).ToDictionary(p => p[0], p => p[1], StringComparer.Ordinal);

    /// <summary>Cases run one after another: they share the sidecars and the ports of the apps.</summary>
    public static SemaphoreSlim Turn { get; } = new(1, 1);

    /// <summary>Why a recording cannot be played against them, or null.</summary>
    public static string? Hinders(ConformanceCase recording) =>
        recording.Profile != Filled["PROFILE"] ? $"The sidecars run on profile {Filled["PROFILE"]}."
        : recording.Steps.Any(s => Restarting.Any(r => s![r] is not null)) ? "The recording restarts its sidecars."
        : null;

    public Task StartAsync() => Task.CompletedTask;

    public Task StopAsync() => throw new NotSupportedException("Sidecars of another process are not stopped.");

    public Task SubscribedAsync() => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
