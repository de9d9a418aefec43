using System.Text;
using System.Text.Json;
using VectorCare.Bench.Harness;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;

namespace VectorCare.Bench.Storage;

/// <summary>The ingest service as a process; the bench plays its sidecar.</summary>
/// <param name="connection">Its database.</param>
/// <param name="port">Port it listens on.</param>
/// <param name="keys">Where it has the key for raw pages from; null where none are handed to it.</param>
internal sealed class IngestProcess(string connection, int port, KeySidecar? keys = null) : IAsyncDisposable
{
    private const string Token = "bench-app-token";
    private readonly HttpClient _http = new() { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(20) };
    private readonly ServiceProcess _process = new("Ingest", port, new Dictionary<string, string>
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Production",
        ["APP_API_TOKEN"] = Token,
        ["Storage__Provider"] = "PostgreSql",
        ["Storage__ConnectionString"] = connection,
        ["Logging__LogLevel__Default"] = "Critical",
        ["DAPR_GRPC_ENDPOINT"] = (keys?.Endpoint ?? new Uri("http://127.0.0.1:1")).ToString(),
    });

    /// <summary>Process id.</summary>
    public int Id => _process.Id;

    /// <summary>Starts it, and waits until it is ready.</summary>
    /// <exception cref="InvalidOperationException">It ended instead; the message holds its last lines.</exception>
    public Task StartAsync(CancellationToken stop)
    {
        _process.Start();
        return _process.ReadyAsync(stop);
    }

    /// <summary>Delivers a transmission as a sidecar does.</summary>
    /// <returns>Null when it was acknowledged, else what came instead.</returns>
    public Task<string?> DeliverAsync(Transmission message, CancellationToken stop) =>
        DeliverAsync(Topics.Transmissions, message.EventId, JsonSerializer.Serialize(message, ContractsJson.Default.Transmission), stop);

    /// <summary>Delivers an event as a sidecar does.</summary>
    /// <returns>Null when it was acknowledged, else what came instead.</returns>
    public Task<string?> DeliverAsync(string topic, string id, string data, CancellationToken stop) =>
        SendAsync(HttpMethod.Post, Routes.Event(topic), new StringContent($$"""{"specversion":"1.0","id":"{{id}}","type":"t","source":"bench","data":{{data}}}""", Encoding.UTF8, "application/cloudevents+json"), "SUCCESS", stop);

    /// <summary>Delivers a transmission and hands its page over then, as the scraper does.</summary>
    /// <returns>Null when both were acknowledged, else what came instead.</returns>
    public async Task<string?> DeliverAsync(Transmission message, byte[] page, CancellationToken stop) =>
        await DeliverAsync(message, stop) ?? await SendAsync(HttpMethod.Put, $"v1/patients/{message.Patient}/raw/{message.RawHash}?vendor={message.Vendor}", new ByteArrayContent(page), string.Empty, stop);

    /// <summary>SIGKILL.</summary>
    public Task KillAsync() => _process.KillAsync();

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _http.Dispose();
    }

    private async Task<string?> SendAsync(HttpMethod method, string path, HttpContent content, string wanted, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content, Headers = { { "dapr-api-token", Token } } };
        try
        {
            using var response = await _http.SendAsync(request, stop);
            var answer = await response.Content.ReadAsStringAsync(stop);
            return response.IsSuccessStatusCode && answer.Contains(wanted, StringComparison.Ordinal) ? null : $"{method} {(int)response.StatusCode} {answer}";
        }
        catch (Exception error) when (error is HttpRequestException or IOException || (error is OperationCanceledException && !stop.IsCancellationRequested))
        {
            return $"{method} {error.Message}";
        }
    }
}
