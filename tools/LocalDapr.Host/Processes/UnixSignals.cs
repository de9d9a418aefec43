using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace LocalDapr.Processes;

/// <summary>Signals of POSIX systems.</summary>
internal static class UnixSignals
{
    private const int Terminate = 15;

    /// <summary>Asks a process to end (SIGTERM). A process that is gone is no error.</summary>
    /// <param name="processId">The process.</param>
    public static void SendTerminate(int processId) => _ = Kill(processId, Terminate);

    [SuppressMessage("Interoperability", "SYSLIB1054", Justification = "Two whole numbers need no generated marshalling, which would need unsafe code.")]
    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int processId, int signal);
}
