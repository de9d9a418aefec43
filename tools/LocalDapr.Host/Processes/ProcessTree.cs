using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace LocalDapr.Processes;

/// <summary>A process and everything it started. On Linux children are found even after their parent has ended, by a variable in their environment.</summary>
internal static class ProcessTree
{
    /// <summary>Variable whose value marks the processes of one app of one run.</summary>
    public const string Mark = "LOCALDAPR_RUN_ID";

    /// <summary>Living processes of a tree.</summary>
    /// <param name="root">Its root, which may have ended.</param>
    /// <param name="mark">Value of <see cref="Mark"/>.</param>
    /// <returns>Process ids.</returns>
    public static IReadOnlyList<int> Alive(int root, string mark)
    {
        if (!OperatingSystem.IsLinux())
            return IsAlive(root) ? [root] : [];
        var entry = Encoding.UTF8.GetBytes($"{Mark}={mark}");
        return [.. Directory.EnumerateDirectories("/proc")
            .Select(d => int.TryParse(Path.GetFileName(d), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0 && id != Environment.ProcessId && HasMark(id, entry))];
    }

    /// <summary>Asks all processes of a tree to end.</summary>
    /// <param name="root">Its root.</param>
    /// <param name="mark">Value of <see cref="Mark"/>.</param>
    public static void Terminate(int root, string mark)
    {
        // Windows has no such signal for console programs; there the tree is killed when the time is over.
        if (OperatingSystem.IsWindows())
            return;
        foreach (var id in Alive(root, mark))
            UnixSignals.SendTerminate(id);
    }

    /// <summary>Ends all processes of a tree at once.</summary>
    /// <param name="root">Its root.</param>
    /// <param name="mark">Value of <see cref="Mark"/>.</param>
    public static void Kill(int root, string mark)
    {
        foreach (var id in Alive(root, mark))
        {
            try
            {
                using var process = Process.GetProcessById(id);
                process.Kill(entireProcessTree: true);
            }
            catch (Exception e) when (e is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
            {
                // Gone in between.
            }
        }
    }

    private static bool HasMark(int id, byte[] entry)
    {
        try
        {
            return File.ReadAllBytes($"/proc/{id}/environ").AsSpan().IndexOf(entry) >= 0 && !IsZombie(id);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static bool IsZombie(int id)
    {
        var stat = File.ReadAllText($"/proc/{id}/stat");
        var state = stat.LastIndexOf(')') + 2;
        return state < stat.Length && stat[state] is 'Z' or 'X';
    }

    private static bool IsAlive(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
