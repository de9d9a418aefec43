using System.Text;
using System.Text.Json.Nodes;
using Dapr.Conformance.Apps;

namespace Dapr.Conformance.Calls;

/// <summary>Plain HTTP calls to a sidecar: paths go out as they are written, nothing is followed or retried.</summary>
internal static class HttpCaller
{
    public static async Task<JsonObject> CallAsync(JsonNode step, int port)
    {
        var (method, path) = Split(step["http"]!.ToString());
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false }) { Timeout = TimeSpan.FromSeconds(30) };
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri($"http://127.0.0.1:{port}{path}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        request.Content = Content(step);
        foreach (var (name, value) in step["headers"]?.AsObject() ?? [])
        {
            if (!request.Headers.TryAddWithoutValidation(name, value!.ToString()))
                request.Content?.Headers.TryAddWithoutValidation(name, value.ToString());
        }

        if (step["chunked"] is not null)
            request.Headers.TransferEncodingChunked = true;
        try
        {
            using var response = await http.SendAsync(request);
            return await ReadAsync(response);
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            return new JsonObject { ["error"] = error.Message };
        }
    }

    private static ByteArrayContent? Content(JsonNode step)
    {
        var text = step["size"] is { } size ? new string('x', size.GetValue<int>()) : step["text"]?.ToString() ?? step["body"]?.ToJsonString(Json.AsJavaScript);
        var bytes = step["base64"] is { } base64 ? Convert.FromBase64String(base64.ToString()) : text is null ? null : Encoding.UTF8.GetBytes(text);
        var needed = step["headers"]?.AsObject().Any(h => h.Key.StartsWith("content-", StringComparison.OrdinalIgnoreCase)) ?? false;
        return bytes is null && !needed ? null : new ByteArrayContent(bytes ?? []);
    }

    private static async Task<JsonObject> ReadAsync(HttpResponseMessage response)
    {
        var bytes = await response.Content.ReadAsByteArrayAsync();
        var text = Encoding.UTF8.GetString(bytes);
        var headers = response.Headers.Concat(response.Content.Headers).Concat(response.TrailingHeaders).Select(h => KeyValuePair.Create(h.Key, string.Join(", ", h.Value)));
        return new JsonObject
        {
            ["status"] = (int)response.StatusCode,
            ["headers"] = Bodies.Headers(headers),
            ["body"] = text.Contains('\ufffd') ? new JsonObject { ["$base64"] = Convert.ToBase64String(bytes) } : Bodies.Parse(text, response.Content.Headers.ContentType?.ToString() ?? string.Empty),
        };
    }

    private static (string Method, string Path) Split(string line)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        return (line[..space], line[(space + 1)..]);
    }
}
