using System.Diagnostics;
using System.Globalization;
using System.Net;
using VectorCare.Demo;

namespace VectorCare.Bench.Runtime;

/// <summary>LocalDapr as a process of its own, so that its CPU time is the runtime's alone: client and applications are in the process of the bench.</summary>
internal sealed class RuntimeProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private readonly Process _process;

    private RuntimeProcess(Process process) => _process = process;

    /// <summary>CPU time so far, user and system.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Resident memory in MiB.</summary>
    public double ResidentMib
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64 / 1048576.0;
        }
    }

    /// <summary>Open handles: files, sockets, timers of the system.</summary>
    public int Handles
    {
        get
        {
            _process.Refresh();
            return _process.HandleCount;
        }
    }

    /// <summary>Threads.</summary>
    public int Threads
    {
        get
        {
            _process.Refresh();
            return _process.Threads.Count;
        }
    }

    /// <summary>False once the process has ended.</summary>
    public bool IsAlive => !_process.HasExited;

    public static async Task<RuntimeProcess> StartAsync(string folder, IEnumerable<int> httpPorts, CancellationToken stop)
    {
        // Built beside this program, in the same configuration: bin/CONFIGURATION/FRAMEWORK.
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        var program = Path.Combine(RepositoryRoot.Find(), "tools", "LocalDapr", "bin", own.Parent!.Name, own.Name, "LocalDapr.dll");
        var start = new ProcessStartInfo("dotnet", [program, "run", "-f", Path.Combine(folder, "dapr.yaml"), "--data", Path.Combine(folder, "data"), "--no-build"])
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(start) ?? throw new InvalidOperationException("LocalDapr did not start.");
        var said = new List<string>();
        process.OutputDataReceived += (_, line) => Keep(said, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(said, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var runtime = new RuntimeProcess(process);
        try
        {
            await runtime.HealthyAsync(httpPorts, said, stop);
            return runtime;
        }
        catch
        {
            await runtime.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task HealthyAsync(IEnumerable<int> httpPorts, List<string> said, CancellationToken stop)
    {
        using var http = new HttpClient();
        var began = Stopwatch.GetTimestamp();
        foreach (var port in httpPorts)
        {
            while (!await IsHealthyAsync(http, port, stop))
            {
                if (_process.HasExited || Stopwatch.GetElapsedTime(began) > StartLimit)
                    throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"No healthy sidecar on port {port}: {string.Join(" | ", said)}"));
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, stop);
            }
        }
    }

    private static async Task<bool> IsHealthyAsync(HttpClient http, int port, CancellationToken stop)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{port}/v1.0/healthz"), stop);
            return answer.StatusCode == HttpStatusCode.NoContent;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static void Keep(List<string> said, string? line)
    {
        lock (said)
        {
            if (line is not null && said.Count < 20)
                said.Add(line);
        }
    }
}
