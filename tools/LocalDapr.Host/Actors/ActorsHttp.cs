using System.Text.Json;
using LocalDapr.Invocation;
using LocalDapr.Sidecars;
using LocalDapr.State;
using Microsoft.AspNetCore.Http;

namespace LocalDapr.Actors;

/// <summary>The HTTP routes of actors.</summary>
internal sealed class ActorsHttp(ActorsApi actors, int maxBodyBytes)
{
    /// <summary>Maps the routes.</summary>
    /// <param name="api">Where to map.</param>
    public void Map(SidecarApi api)
    {
        const string Actor = "v1.0/actors/{type}/{id}/";
        api.Http("GET,POST,PUT,DELETE", Actor + "method/{method}", CallAsync);
        api.Http("POST,PUT", Actor + "state", SaveStateAsync);
        api.Http("GET", Actor + "state/{key}", GetStateAsync);
        api.Http("POST,PUT", Actor + "timers/{name}", (http, values) => RegisterAsync(http, values, actors.RegisterTimerAsync));
        api.Http("DELETE", Actor + "timers/{name}", DeleteTimerAsync);
        api.Http("POST,PUT", Actor + "reminders/{name}", (http, values) => RegisterAsync(http, values, actors.RegisterReminderAsync));
        api.Http("GET", Actor + "reminders/{name}", GetReminderAsync);
        api.Http("DELETE", Actor + "reminders/{name}", async (http, values) => await AnswerAsync(http, await actors.DeleteReminderAsync(Key(values), values["name"])));
    }

    private async Task CallAsync(HttpContext http, IReadOnlyDictionary<string, string> values)
    {
        var headers = http.Request.Headers
            .Where(h => !HopByHop.EndsWithRequest(h.Key))
            .SelectMany(h => h.Value.Select(value => KeyValuePair.Create(h.Key, value ?? "")));
        byte[] body;
        try
        {
            body = await RequestBody.ReadAsync(http, maxBodyBytes);
        }
        catch (BodyTooLargeException error)
        {
            await ActorErrors.BadRequest("failed to read body: " + error.Message).Http.WriteAsync(http.Response);
            return;
        }
        var (reply, failure) = await actors.Invoker.CallAsync(
            Key(values), values["method"], http.Request.QueryString.Value ?? "", headers, body, TraceContext.Of(http), http.RequestAborted);
        if (failure is not null)
        {
            await failure.Http.WriteAsync(http.Response);
            return;
        }
        foreach (var header in reply!.Headers)
            http.Response.Headers.Append(header.Key, header.Value);
        http.Response.ContentType ??= "application/json";
        http.Response.ContentLength = reply.Body.Length;
        await http.Response.Body.WriteAsync(reply.Body, http.RequestAborted);
    }

    private async Task GetStateAsync(HttpContext http, IReadOnlyDictionary<string, string> values)
    {
        var (value, error) = await actors.State.GetAsync(Key(values), values["key"], http.RequestAborted);
        if (error is not null || value?.Data is not { Length: > 0 })
        {
            await AnswerAsync(http, error);
            return;
        }
        if (value.ExpiresAt is { } expires)
            http.Response.Headers["metadata.ttlExpireTime"] = StateTime.Text(expires);
        await WriteAsync(http, value.Data);
    }

    private async Task SaveStateAsync(HttpContext http, IReadOnlyDictionary<string, string> values)
    {
        List<ActorStateChange> changes;
        try
        {
            changes = ActorStateChange.Parse(await RequestBody.ReadAsync(http, maxBodyBytes));
        }
        catch (Exception error) when (error is JsonException or BodyTooLargeException)
        {
            await ActorErrors.Malformed(error.Message).Http.WriteAsync(http.Response);
            return;
        }
        await AnswerAsync(http, await actors.SaveStateAsync(Key(values), changes, http.RequestAborted));
    }

    private async Task RegisterAsync(HttpContext http, IReadOnlyDictionary<string, string> values, Func<ActorKey, string, ActorTiming, Task<ActorError?>> register)
    {
        ActorTiming timing;
        try
        {
            timing = ActorTiming.Parse(await RequestBody.ReadAsync(http, maxBodyBytes));
        }
        catch (Exception error) when (error is JsonException or BodyTooLargeException)
        {
            await ActorErrors.Malformed(error.Message).Http.WriteAsync(http.Response);
            return;
        }
        await AnswerAsync(http, await register(Key(values), values["name"], timing));
    }

    private async Task DeleteTimerAsync(HttpContext http, IReadOnlyDictionary<string, string> values)
    {
        await actors.Timers.DeleteAsync(Key(values), values["name"]);
        await AnswerAsync(http, null);
    }

    private async Task GetReminderAsync(HttpContext http, IReadOnlyDictionary<string, string> values)
    {
        var (reminder, error) = await actors.GetReminderAsync(Key(values), values["name"]);
        if (error is not null)
            await AnswerAsync(http, error);
        else
            await WriteAsync(http, ActorTickBody.Shown(reminder!));
    }

    private static ActorKey Key(IReadOnlyDictionary<string, string> values) => new(values["type"], values["id"]);

    private static async Task WriteAsync(HttpContext http, byte[] json)
    {
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = json.Length;
        await http.Response.Body.WriteAsync(json, http.RequestAborted);
    }

    private static async Task AnswerAsync(HttpContext http, ActorError? error)
    {
        if (error is not null)
            await error.Http.WriteAsync(http.Response);
        else
            http.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
