using LocalDapr.Sidecars;
using Microsoft.AspNetCore.Http;

namespace LocalDapr.Health;

/// <summary>Health of the sidecar. Outbound health is there before the application is.</summary>
/// <param name="context">The sidecar.</param>
internal sealed class HealthBlock(SidecarContext context) : IBuildingBlock
{
    private static readonly ApiError NotReady = new(StatusCodes.Status500InternalServerError, "ERR_HEALTH_NOT_READY", "dapr is not ready");
    private static readonly ApiError OtherApp = new(StatusCodes.Status500InternalServerError, "ERR_HEALTH_APPID_NOT_MATCH", "dapr app-id does not match");
    private Task _appListens = Task.CompletedTask;

    /// <inheritdoc />
    public void Map(SidecarApi api)
    {
        api.Http("GET", "v1.0/healthz", (http, _) => AnswerAsync(http, _appListens.IsCompletedSuccessfully));
        api.Http("GET", "v1.0/healthz/outbound", (http, _) => AnswerAsync(http, isReady: true));
    }

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _appListens = context.App.WaitUntilListeningAsync(CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Task AnswerAsync(HttpContext http, bool isReady)
    {
        if (!isReady)
            return NotReady.WriteAsync(http.Response);
        var appId = http.Request.Query["appid"].ToString();
        if (appId.Length > 0 && appId != context.AppId)
            return OtherApp.WriteAsync(http.Response);
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}
