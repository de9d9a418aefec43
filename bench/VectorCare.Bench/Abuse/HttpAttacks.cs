using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace VectorCare.Bench.Abuse;

/// <summary>Requests that are HTTP, and wrong in what they say or whom they reach.</summary>
/// <param name="http">Sends them.</param>
/// <param name="port">HTTP port of the sidecar.</param>
/// <param name="largest">Largest body that the sidecar takes, in bytes.</param>
internal sealed class HttpAttacks(HttpClient http, int port, int largest)
{
    private static readonly string[] BadJson = ["{", "[{]", "nul", "[{\"key\":}]", "{\"key\":\"a\"}", "[{\"value\":1}]", "[1,2]", "\u0000", "[[[[[["];

    private static readonly string[] BadTransactions = ["{", "[{]", "nul", "{\"operations\":}", "{\"operations\":[{]}", "[1,2]", "\u0000"];

    public IEnumerable<Attack> All =>
    [
        new("bad_json_state", 14, (random, stop) => AnswersAsync("/v1.0/state/memory", Pick(random, BadJson), HttpStatusCode.BadRequest, stop)),
        new("bad_json_transaction", 8, (random, stop) => AnswersAsync("/v1.0/state/sqlite/transaction", Pick(random, BadTransactions), HttpStatusCode.BadRequest, stop)),
        new("bad_json_bulk_publish", 8, (random, stop) => AnswersAsync("/v1.0/publish/bulk/local/t", Pick(random, BadJson), HttpStatusCode.BadRequest, stop)),
        new("unknown_store", 10, (random, stop) => AnswersAsync($"/v1.0/state/{Noise(random)}", "[]", HttpStatusCode.BadRequest, stop)),
        new("unknown_route", 10, (random, stop) => AnswersAsync($"/v9/{Noise(random)}/{Noise(random)}", "{}", HttpStatusCode.NotFound, stop)),
        new("unknown_app", 4, (random, stop) => AnswersAsync($"/v1.0/invoke/{Noise(random)}/method/m", "{}", HttpStatusCode.InternalServerError, stop)),
        new("too_large", 1, (_, stop) => TooLargeAsync(stop)),
        new("app_dies", 10, (_, stop) => AnswersAsync("/v1.0/invoke/callee/method/die", "{}", HttpStatusCode.InternalServerError, stop)),
        new("app_talks_garbage", 8, (_, stop) => AnswersAsync("/v1.0/invoke/callee/method/garbage", "{}", HttpStatusCode.InternalServerError, stop)),
        new("app_stops_in_answer", 8, (_, stop) => BreaksOffAsync("/v1.0/invoke/callee/method/half", stop)),
        new("app_never_answers", 2, (_, stop) => AnswersAsync("/v1.0/invoke/callee/method/never", "{}", HttpStatusCode.InternalServerError, stop)),
    ];

    private static string Pick(Random random, string[] texts) => texts[random.Next(texts.Length)];

    private static string Noise(Random random) =>
        "no" + string.Concat(Enumerable.Range(0, random.Next(1, 20)).Select(_ => Uri.EscapeDataString(((char)random.Next(33, 0x2ff)).ToString())));

    private async Task<bool> AnswersAsync(string path, string body, HttpStatusCode status, CancellationToken stop)
    {
        using var answer = await SendAsync(path, new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json")), stop);
        return answer.StatusCode == status;
    }

    private async Task<bool> TooLargeAsync(CancellationToken stop)
    {
        using var answer = await SendAsync("/v1.0/publish/local/t", new ByteArrayContent(new byte[largest + 100]), stop);
        return answer.StatusCode == HttpStatusCode.InternalServerError;
    }

    private async Task<bool> BreaksOffAsync(string path, CancellationToken stop)
    {
        try
        {
            using var answer = await SendAsync(path, new StringContent("{}"), stop);
            await answer.Content.ReadAsByteArrayAsync(stop);
            return false;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return true;
        }
    }

    private Task<HttpResponseMessage> SendAsync(string path, HttpContent content, CancellationToken stop)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"http://127.0.0.1:{port}{path}")) { Content = content };
        return http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
    }
}
