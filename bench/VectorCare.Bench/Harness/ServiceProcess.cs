using System.Collections.Concurrent;
using System.Diagnostics;
using VectorCare.Contracts;
using VectorCare.Demo;

namespace VectorCare.Bench.Harness;

/// <summary>A service as a process of its own, so that it can be killed.</summary>
/// <param name="project">Folder under services.</param>
/// <param name="port">Port it listens on.</param>
/// <param name="environment">Its environment.</param>
internal sealed class ServiceProcess(string project, int port, IReadOnlyDictionary<string, string> environment) : IAsyncDisposable
{
    /// <summary>Lines of its output that are kept, to say why it ended.</summary>
    private const int Kept = 40;

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private readonly HttpClient _http = new() { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(5) };
    private readonly ConcurrentQueue<string> _last = new();
    private Process? _process;

    /// <summary>Starts it, and waits for nothing.</summary>
    public void Start()
    {
        // Built beside this program, in the same configuration: bin/CONFIGURATION/FRAMEWORK.
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        var program = Path.Combine(RepositoryRoot.Find(), "services", project, "bin", own.Parent!.Name, own.Name, $"VectorCare.{project}.dll");
        var start = new ProcessStartInfo("dotnet", [program]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        start.Environment["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}";
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{project} did not start.");
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Process id.</summary>
    public int Id => _process?.Id ?? throw new InvalidOperationException($"{project} does not run.");

    /// <summary>Waits until it is ready.</summary>
    /// <exception cref="InvalidOperationException">It has ended; the message holds its last lines.</exception>
    /// <exception cref="TimeoutException">It is not ready after a minute.</exception>
    public async Task ReadyAsync(CancellationToken stop)
    {
        var process = _process ?? throw new InvalidOperationException($"{project} does not run.");
        var since = Stopwatch.GetTimestamp();
        while (!await IsReadyAsync(stop))
        {
            if (process.HasExited)
            {
                await process.WaitForExitAsync(stop);
                throw new InvalidOperationException($"{project} ended with exit code {process.ExitCode}:\n{string.Join('\n', _last)}");
            }

            if (Stopwatch.GetElapsedTime(since) > StartLimit)
                throw new TimeoutException($"{project} is not ready after a minute.");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, stop);
        }
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        if (_process is null)
            return;
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _http.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is null)
            return;
        _last.Enqueue(line);
        if (_last.Count > Kept)
            _last.TryDequeue(out _);
    }

    private async Task<bool> IsReadyAsync(CancellationToken stop)
    {
        try
        {
            using var response = await _http.GetAsync(Routes.Ready, stop);
            return response.IsSuccessStatusCode;
        }
        catch (Exception error) when (error is HttpRequestException or IOException || (error is OperationCanceledException && !stop.IsCancellationRequested))
        {
            return false;
        }
    }
}
