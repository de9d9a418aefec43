using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.Demo;

namespace VectorCare.Bench.Storage;

/// <summary>The ingest service as a process; the bench plays its sidecar.</summary>
internal sealed class IngestProcess(string connection, int port) : IAsyncDisposable
{
    private const string Token = "bench-app-token";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private readonly HttpClient _http = new() { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(20) };
    private Process? _process;

    /// <summary>Starts it, and waits until it is ready.</summary>
    public async Task StartAsync(CancellationToken stop)
    {
        // Built beside this program, in the same configuration: bin/CONFIGURATION/FRAMEWORK.
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        var program = Path.Combine(RepositoryRoot.Find(), "services", "Ingest", "bin", own.Parent!.Name, own.Name, "VectorCare.Ingest.dll");
        var start = new ProcessStartInfo("dotnet", [program]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in new Dictionary<string, string>
        {
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}",
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["APP_API_TOKEN"] = Token,
            ["Storage__Provider"] = "PostgreSql",
            ["Storage__ConnectionString"] = connection,
            ["Logging__LogLevel__Default"] = "None",
        })
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start) ?? throw new InvalidOperationException("Ingest did not start.");
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        var since = Stopwatch.GetTimestamp();
        while (!await IsReadyAsync(stop))
        {
            if (_process.HasExited)
                return;
            if (Stopwatch.GetElapsedTime(since) > StartLimit)
                throw new TimeoutException("Ingest is not ready after a minute.");
            await Task.Delay(Pause, TimeProvider.System, stop);
        }
    }

    /// <summary>Process id.</summary>
    public int Id => _process?.Id ?? throw new InvalidOperationException("Ingest does not run.");

    /// <summary>Delivers a transmission as a sidecar does.</summary>
    /// <returns>True when it was acknowledged.</returns>
    public Task<bool> DeliverAsync(Transmission message, CancellationToken stop) =>
        DeliverAsync(Topics.Transmissions, message.EventId, JsonSerializer.Serialize(message, ContractsJson.Default.Transmission), stop);

    /// <summary>Delivers an event as a sidecar does.</summary>
    /// <returns>True when it was acknowledged.</returns>
    public async Task<bool> DeliverAsync(string topic, string id, string data, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Routes.Event(topic));
        request.Headers.Add("dapr-api-token", Token);
        request.Content = new StringContent($$"""{"specversion":"1.0","id":"{{id}}","type":"t","source":"bench","data":{{data}}}""", Encoding.UTF8, "application/cloudevents+json");
        try
        {
            using var response = await _http.SendAsync(request, stop);
            return response.StatusCode == HttpStatusCode.OK && (await response.Content.ReadAsStringAsync(stop)).Contains("SUCCESS", StringComparison.Ordinal);
        }
        catch (Exception error) when (error is HttpRequestException or IOException || (error is OperationCanceledException && !stop.IsCancellationRequested))
        {
            return false;
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

    private async Task<bool> IsReadyAsync(CancellationToken stop)
    {
        try
        {
            using var response = await _http.GetAsync(Routes.Ready, stop);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
