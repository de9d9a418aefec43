using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace LocalDapr.Tests.State;

/// <summary>Programs that a test starts for itself on loopback.</summary>
internal static class PrivateServer
{
    private static readonly string[] Folders = ["/usr/bin", "/usr/local/bin", "/usr/sbin", "/opt/homebrew/bin"];

    /// <summary>Where a program is, or null.</summary>
    public static string? Find(string program, params string[] more) =>
        more.Concat(Folders).Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    /// <summary>A port that was free a moment ago.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Starts a program and waits until it says that it takes connections.</summary>
    public static async Task<Process> StartReadyAsync(string program, params string[] arguments)
    {
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = Start(program, arguments, line =>
        {
            if (line?.Contains("eady to accept connections", StringComparison.Ordinal) == true)
                ready.TrySetResult();
        });
        await ready.Task.WaitAsync(TimeSpan.FromMinutes(1));
        return process;
    }

    /// <summary>Runs a program to its end.</summary>
    public static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Start(program, arguments, _ => { });
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await process.WaitForExitAsync(limit.Token);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}");
    }

    private static Process Start(string program, string[] arguments, Action<string?> line)
    {
        var start = new ProcessStartInfo(program) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, e) => line(e.Data);
        process.ErrorDataReceived += (_, e) => line(e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }
}
