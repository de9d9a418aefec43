using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using VectorCare.Contracts;
using VectorCare.Demo;
using VectorCare.ServiceDefaults.Auth;

namespace VectorCare.Services;

/// <summary>The operator's view of the services, over their public API.</summary>
internal sealed class ServiceApi : IDisposable
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(2) };

    private readonly IReadOnlyDictionary<string, Uri> _services;
    private readonly string _token;

    public ServiceApi(IReadOnlyDictionary<string, Uri> services, string issuerKey, TimeProvider clock) =>
        (_services, _token) = (services, DevelopmentIssuer.Issue(issuerKey, "demo", [Roles.Operator, Roles.Registrar], TimeSpan.FromDays(1000), clock));

    /// <summary>True when the service says that it can do its work.</summary>
    public async Task<bool> IsReadyAsync(string appId, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _http.GetAsync(new Uri(_services[appId], Routes.Ready), cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>A JSON document of a service.</summary>
    public async Task<T> GetAsync<T>(string appId, string path, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(appId, new HttpRequestMessage(HttpMethod.Get, new Uri(_services[appId], path)), cancellationToken);
        await EnsureAsync(appId, path, response, cancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        return (await JsonSerializer.DeserializeAsync<T>(body, JsonSerializerOptions.Web, cancellationToken))!;
    }

    /// <summary>What ingest counted of the polls due before an instant, and where it is given, from another one on.</summary>
    public Task<IngestSummary> IngestAsync(DateTimeOffset until, CancellationToken cancellationToken, DateTimeOffset? since = null) => GetAsync<IngestSummary>(
        AppIds.Ingest,
        $"{Routes.IngestSummary}?until={Uri.EscapeDataString(until.ToString("O"))}" + (since is { } from ? $"&since={Uri.EscapeDataString(from.ToString("O"))}" : null),
        cancellationToken);

    /// <summary>What alerting opened and delivered; undelivered is what was seen before an instant.</summary>
    public Task<AlertingSummary> AlertsAsync(DateTimeOffset until, CancellationToken cancellationToken) =>
        GetAsync<AlertingSummary>(AppIds.Alerting, $"{Routes.AlertingSummary}?until={Uri.EscapeDataString(until.ToString("O"))}", cancellationToken);

    /// <summary>Imports patients from a CSV file.</summary>
    /// <returns>The instant after which the patients are due.</returns>
    public async Task<DateTimeOffset> ImportAsync(string file, CancellationToken cancellationToken)
    {
        await using var csv = File.OpenRead(file);
        using var content = new StreamContent(csv);
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        using var response = await SendAsync(AppIds.Registry, new HttpRequestMessage(HttpMethod.Post, new Uri(_services[AppIds.Registry], Routes.ImportPatients)) { Content = content }, cancellationToken);
        await EnsureAsync(AppIds.Registry, Routes.ImportPatients, response, cancellationToken);
        return (await response.Content.ReadFromJsonAsync<ImportResult>(cancellationToken))!.From;
    }

    /// <summary>Has the simulated vendors break something; the fault's times count from now.</summary>
    public async Task BreakAsync(string fault, CancellationToken cancellationToken)
    {
        const string path = "/sim/faults";
        using var response = await SendAsync(ServiceEndpoints.VendorSim, new HttpRequestMessage(HttpMethod.Post, new Uri(_services[ServiceEndpoints.VendorSim], path)) { Content = new StringContent(fault) }, cancellationToken);
        await EnsureAsync(ServiceEndpoints.VendorSim, path, response, cancellationToken);
    }

    private sealed record ImportResult(DateTimeOffset From);

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(string appId, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        try
        {
            return await _http.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException error)
        {
            throw new DemoException($"{appId} does not answer: {error.Message}. See its log under services/*/.dapr/logs.", error);
        }
    }

    private static async Task EnsureAsync(string appId, string path, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode)
            return;
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        throw new DemoException($"{appId} answered {(int)response.StatusCode} to {path}: {body[..Math.Min(body.Length, 500)]}");
    }
}
