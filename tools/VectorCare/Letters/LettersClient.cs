using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace VectorCare.Letters;

/// <summary>The wish cannot be fulfilled; the message says why and what to do.</summary>
internal sealed class LettersException(string message) : Exception(message);

/// <summary>A dead letter as ingest shows it.</summary>
internal sealed record Letter(string Id, string Topic, string Reason, string Remedy, string? Type, DateTimeOffset ReceivedAt, long Length, LetterEnd? Resolution);

/// <summary>What became of a letter.</summary>
internal sealed record LetterEnd(string How, DateTimeOffset At, string By, string? Note);

/// <summary>Open letters of a topic and reason.</summary>
internal sealed record LetterGroup(string Topic, string Reason, string Remedy, long Letters, DateTimeOffset Oldest);

/// <summary>What became of many letters.</summary>
internal sealed record LettersEnd(Dictionary<string, int> Results, bool More);

/// <summary>The dead letters of ingest, over its API.</summary>
internal sealed class LettersClient(Uri ingest, string? token) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = ingest, Timeout = TimeSpan.FromMinutes(2) };

    public Task<List<LetterGroup>> CountsAsync(CancellationToken stop) => AskAsync<List<LetterGroup>>(HttpMethod.Get, "/counts", null, stop);

    public Task<List<Letter>> ListAsync(string? topic, string? reason, bool resolved, int limit, CancellationToken stop) =>
        AskAsync<List<Letter>>(HttpMethod.Get, Query($"?resolved={(resolved ? "true" : "false")}&limit={limit}", topic, reason), null, stop);

    public Task<Letter> ShowAsync(string id, CancellationToken stop) => AskAsync<Letter>(HttpMethod.Get, "/" + Uri.EscapeDataString(id), null, stop);

    public async Task<byte[]> BodyAsync(string id, CancellationToken stop)
    {
        using var response = await SendAsync(HttpMethod.Get, $"/{Uri.EscapeDataString(id)}/body", null, stop);
        return await response.Content.ReadAsByteArrayAsync(stop);
    }

    public async Task ReplayAsync(string id, CancellationToken stop) => (await SendAsync(HttpMethod.Post, $"/{Uri.EscapeDataString(id)}/replay", null, stop)).Dispose();

    public async Task DropAsync(string id, string because, CancellationToken stop) => (await SendAsync(HttpMethod.Post, $"/{Uri.EscapeDataString(id)}/drop", because, stop)).Dispose();

    public Task<LettersEnd> ReplayAllAsync(string topic, string? reason, CancellationToken stop) => AskAsync<LettersEnd>(HttpMethod.Post, Query("/replay?", topic, reason), null, stop);

    public Task<LettersEnd> DropAllAsync(string topic, string? reason, string because, CancellationToken stop) => AskAsync<LettersEnd>(HttpMethod.Post, Query("/drop?", topic, reason), because, stop);

    public void Dispose() => _http.Dispose();

    private static string Query(string start, string? topic, string? reason) =>
        start + (topic is null ? null : "&topic=" + Uri.EscapeDataString(topic)) + (reason is null ? null : "&reason=" + Uri.EscapeDataString(reason));

    private async Task<T> AskAsync<T>(HttpMethod method, string path, string? because, CancellationToken stop)
    {
        using var response = await SendAsync(method, path, because, stop);
        return (await response.Content.ReadFromJsonAsync<T>(JsonSerializerOptions.Web, stop))!;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? because, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(method, "/v1/dead-letters" + path) { Content = because is null ? null : JsonContent.Create(new { reason = because }) };
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        HttpResponseMessage response;
        try
        {
            response = await _http.SendAsync(request, stop);
        }
        catch (HttpRequestException error)
        {
            throw new LettersException($"Ingest does not answer at {ingest}: {error.Message}. Does it run there? Say where with --url.");
        }

        if (response.IsSuccessStatusCode)
            return response;
        using (response)
            throw new LettersException(await ReasonAsync(response, stop));
    }

    private static async Task<string> ReasonAsync(HttpResponseMessage response, CancellationToken stop)
    {
        var text = await response.Content.ReadAsStringAsync(stop);
        var detail = text.StartsWith('{') && JsonDocument.Parse(text).RootElement.TryGetProperty("detail", out var said) ? said.GetString() : null;
        return response.StatusCode switch
        {
            HttpStatusCode.Unauthorized => "Ingest does not know who asks: no token, or one that is over. Give one with --token-file or VECTORCARE_TOKEN.",
            HttpStatusCode.Forbidden => "The token lacks the role: operator for letters, clinician for their bodies.",
            HttpStatusCode.NotFound => "There is no such letter.",
            _ => detail switch
            {
                "Resolved" => "The letter was resolved before.",
                "NotReplayed" => "A letter of this topic is not replayed: what it asked for was overtaken. Drop it.",
                "Unreadable" => "This version of ingest cannot read the letter. Mend what wrote or reads it, then replay; or drop it.",
                "NotPublished" => "Pub/sub did not take it; the letter is open still. Try again.",
                _ => detail ?? $"Ingest answered {(int)response.StatusCode}.",
            },
        };
    }
}
