using System.Text.Json;
using LocalDapr.Sidecars;
using Microsoft.AspNetCore.Http;

namespace LocalDapr.State;

/// <summary>The HTTP routes of state management.</summary>
internal sealed class StateHttp(string appId, int maxBodyBytes, StateStores stores)
{
    private const string DeserialisingFailed = "failed deserializing HTTP body: ";

    /// <summary>Maps the routes.</summary>
    /// <param name="api">Where to map.</param>
    public void Map(SidecarApi api)
    {
        api.Http("GET", "v1.0/state/{store}/{key}", GetAsync);
        api.Http("DELETE", "v1.0/state/{store}/{key}", DeleteAsync);
        api.Http("POST,PUT", "v1.0/state/{store}", SaveAsync);
        api.Http("POST,PUT", "v1.0/state/{store}/bulk", BulkGetAsync);
        api.Http("POST,PUT", "v1.0/state/{store}/transaction", TransactAsync);
        api.Http("POST,PUT", "v1.0-alpha1/state/{store}/query", QueryAsync);
    }

    private async Task GetAsync(HttpContext context, IReadOnlyDictionary<string, string> values)
    {
        if (await FindAsync(context, values, appId) is not { } component)
            return;
        var key = values["key"];
        if (!KeyPrefix.IsLegal(key))
        {
            await StateErrors.IllegalKey(key, component.Spec.Name).Http.WriteAsync(context.Response);
            return;
        }
        StateValue? value;
        try
        {
            value = await component.GetAsync(key, context.RequestAborted);
        }
        catch (Exception error) when (!context.RequestAborted.IsCancellationRequested)
        {
            await StateErrors.ReadFailed(key, component.Spec.Name, error.Message).Http.WriteAsync(context.Response);
            return;
        }
        if (value?.Data is null)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }
        context.Response.ContentType = "application/json";
        context.Response.Headers.ETag = value.ETag;
        if (value.ExpiresAt is { } expires)
            context.Response.Headers["metadata.ttlExpireTime"] = StateTime.Text(expires);
        context.Response.ContentLength = value.Data.Length;
        await context.Response.Body.WriteAsync(value.Data, context.RequestAborted);
    }

    private async Task DeleteAsync(HttpContext context, IReadOnlyDictionary<string, string> values)
    {
        if (await FindAsync(context, values, appId) is not { } component)
            return;
        var key = values["key"];
        var concurrency = context.Request.Query["concurrency"].ToString();
        var etag = context.Request.Headers.IfMatch.ToString();
        var error = KeyPrefix.IsLegal(key) ? null : StateErrors.IllegalKey(key, component.Spec.Name);
        if (error is null && StateOptionText.Error(concurrency, context.Request.Query["consistency"].ToString()) is { } wrong)
            error = StateErrors.Refused("ERR_STATE_DELETE", $"failed deleting state with key {key}", StateFailure.Other(wrong));
        error ??= await StateWrites.DeleteAsync(
            component,
            new StateOperation(StateOperationKind.Delete, key, [], etag.Length == 0 ? null : etag, concurrency == StateOptionText.FirstWrite, null),
            context.RequestAborted);
        await AnswerAsync(context, error);
    }

    private async Task SaveAsync(HttpContext context, IReadOnlyDictionary<string, string> values)
    {
        if (await FindAsync(context, values, appId) is not { } component)
            return;
        List<StateRequestItem> items;
        try
        {
            items = StateRequestJson.ReadSave(await ReadBodyAsync(context), QueryMetadata(context));
        }
        catch (Exception error) when (error is JsonException or BodyTooLargeException)
        {
            await StateErrors.Malformed(error.Message).Http.WriteAsync(context.Response);
            return;
        }
        var refused = Check(items, component, requireKey: true);
        if (refused is null && items.Select(i => i.OptionError).FirstOrDefault(e => e is not null) is { } wrong)
            refused = StateErrors.Refused("ERR_STATE_SAVE", $"failed saving state in state store {component.Spec.Name}", StateFailure.Other(wrong));
        refused ??= await StateWrites.SaveAsync(component, items.ConvertAll(i => i.ToOperation(StateOperationKind.Upsert)), context.RequestAborted);
        await AnswerAsync(context, refused);
    }

    private async Task TransactAsync(HttpContext context, IReadOnlyDictionary<string, string> values)
    {
        if (await FindAsync(context, values, appId) is not { } component)
            return;
        List<(string Operation, StateRequestItem Item)> items;
        try
        {
            items = StateRequestJson.ReadTransaction(await ReadBodyAsync(context), QueryMetadata(context));
        }
        catch (Exception error) when (error is JsonException or BodyTooLargeException)
        {
            await StateErrors.Malformed(DeserialisingFailed + error.Message).Http.WriteAsync(context.Response);
            return;
        }
        var operations = new List<StateOperation>(items.Count);
        StateError? refused = null;
        foreach (var (name, item) in items)
        {
            StateOperationKind? kind = name switch { "upsert" => StateOperationKind.Upsert, "delete" => StateOperationKind.Delete, _ => null };
            refused ??= kind is null ? StateErrors.UnknownOperation(name) : Check([item], component, requireKey: false);
            if (refused is null && item.OptionError is { } wrong)
                refused = StateErrors.TransactionRefused(StateFailure.Other(wrong));
            operations.Add(item.ToOperation(kind ?? StateOperationKind.Upsert));
        }
        refused ??= await StateWrites.TransactAsync(component, operations, context.RequestAborted);
        await AnswerAsync(context, refused);
    }

    private async Task BulkGetAsync(HttpContext context, IReadOnlyDictionary<string, string> values)
    {
        if (await FindAsync(context, values, appId) is not { } component)
            return;
        List<string> keys;
        try
        {
            keys = StateRequestJson.ReadBulkGet(await ReadBodyAsync(context));
        }
        catch (Exception error) when (error is JsonException or BodyTooLargeException)
        {
            await StateErrors.Malformed(DeserialisingFailed + error.Message).Http.WriteAsync(context.Response);
            return;
        }
        if (keys.Find(key => !KeyPrefix.IsLegal(key)) is { } illegal)
        {
            await StateErrors.IllegalKey(illegal, component.Spec.Name).Http.WriteAsync(context.Response);
            return;
        }
        var entries = await StateBulkGet.ReadAsync(component, keys, context.RequestAborted);
        context.Response.ContentType = "application/json";
        var body = StateBulkGet.ToJson(entries, fillTo: keys.Count);
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private async Task QueryAsync(HttpContext context, IReadOnlyDictionary<string, string> values)
    {
        if (await FindAsync(context, values, shownAppId: null) is { } component)
            await StateErrors.QueryUnsupported(component.Spec.Name).Http.WriteAsync(context.Response);
    }

    private async Task<StateComponent?> FindAsync(HttpContext context, IReadOnlyDictionary<string, string> values, string? shownAppId)
    {
        if (stores.All.TryGetValue(values["store"], out var component))
            return component;
        await StateErrors.StoreNotFound(values["store"], shownAppId, stores.All.Count > 0).Http.WriteAsync(context.Response);
        return null;
    }

    private static StateError? Check(List<StateRequestItem> items, StateComponent component, bool requireKey)
    {
        if (requireKey && items.Exists(i => i.Key.Length == 0))
            return StateErrors.Malformed("\"key\" is a required field");
        return items.Find(i => !KeyPrefix.IsLegal(i.Key)) is { } illegal ? StateErrors.IllegalKey(illegal.Key, component.Spec.Name) : null;
    }

    private static async Task AnswerAsync(HttpContext context, StateError? error)
    {
        if (error is not null)
            await error.Http.WriteAsync(context.Response);
        else
            context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static Dictionary<string, string> QueryMetadata(HttpContext context)
    {
        const string Prefix = "metadata.";
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in context.Request.Query)
        {
            if (name.StartsWith(Prefix, StringComparison.Ordinal))
                metadata[name[Prefix.Length..]] = value.ToString();
        }
        return metadata;
    }

    private Task<byte[]> ReadBodyAsync(HttpContext context) => RequestBody.ReadAsync(context, maxBodyBytes);
}
