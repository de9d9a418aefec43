using LocalDapr.Sidecars;

namespace LocalDapr.Storage;

/// <summary>The host's own database, <c>host.db</c> in its data folder: jobs and reminders.</summary>
internal static class HostDatabase
{
    private static readonly TimeSpan BusyTimeout = TimeSpan.FromSeconds(5);

    /// <summary>The database of a host.</summary>
    /// <param name="mesh">The host.</param>
    /// <returns>The file.</returns>
    public static SqliteFile Of(Mesh mesh) => SqliteFile.Shared(mesh, Path.Combine(mesh.DataDirectory, "host.db"), BusyTimeout);
}
