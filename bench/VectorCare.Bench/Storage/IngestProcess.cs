using System.Net;
using System.Text;
using System.Text.Json;
using VectorCare.Bench.Harness;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;

namespace VectorCare.Bench.Storage;

/// <summary>The ingest service as a process; the bench plays its sidecar.</summary>
internal sealed class IngestProcess(string connection, int port) : IAsyncDisposable
{
    private const string Token = "bench-app-token";
    private readonly HttpClient _http = new() { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(20) };
    private readonly ServiceProcess _process = new("Ingest", port, new Dictionary<string, string>
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Production",
        ["APP_API_TOKEN"] = Token,
        ["Storage__Provider"] = "PostgreSql",
        ["Storage__ConnectionString"] = connection,
        ["Logging__LogLevel__Default"] = "None",
    });

    /// <summary>Process id.</summary>
    public int Id => _process.Id;

    /// <summary>Starts it, and waits until it is ready or has ended: without its database it does not start.</summary>
    public Task StartAsync(CancellationToken stop)
    {
        _process.Start();
        return _process.ReadyOrEndedAsync(stop);
    }

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
    public Task KillAsync() => _process.KillAsync();

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _http.Dispose();
    }
}
