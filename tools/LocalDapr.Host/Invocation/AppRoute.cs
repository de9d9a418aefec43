using System.Globalization;
using System.Net;
using System.Text;
using LocalDapr.Sidecars;

namespace LocalDapr.Invocation;

/// <summary>The way to an app: through its sidecar, here in the same process, to its channel.</summary>
/// <param name="context">The caller's sidecar.</param>
/// <param name="appId">Id of the app, as it was called.</param>
internal sealed class AppRoute(SidecarContext context, string appId) : IInvocationRoute
{
    private const string Address = "127.0.0.1";
    private static readonly string HostName = Dns.GetHostName();
    private static readonly string Forwarded = $"for={Address};by={Address};host={HostName}";

    /// <summary>Sidecar of the app, or null when there is none.</summary>
    public SidecarContext? Callee => context.Mesh.Sidecars.GetValueOrDefault(appId.Split('.')[0]);

    /// <inheritdoc />
    public string BreakerKey(string path) => $"{appId}:{path}";

    /// <inheritdoc />
    public async Task<HttpResponseMessage> SendAsync(OutgoingCall call, string traceparent, int attempt, CancellationToken cancellationToken)
    {
        var callee = Callee ?? throw new InvocationException("no host found with the given ID");
        var address = string.Create(CultureInfo.InvariantCulture, $"http://{Address}:{callee.App.Port}");
        try
        {
            if (!callee.App.HasApp)
                throw new InvocationException("app channel is not initialized");
            var request = call.Create(new Uri(UrlPath.Encode(address, call.Path, call.Query), UriKind.Relative), traceparent);
            if (callee.AppId != context.AppId)
                AddCaller(request, callee.AppId, attempt);
            return callee.App.Grpc is { } app
                ? await GrpcAppInvocation.SendAsync(app, call, request, cancellationToken)
                : await callee.App.SendAsync(request, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            var reason = e is HttpRequestException http ? TransportErrors.Describe(http, call.Verb, $"{address}/{call.Path}{call.Query}", $"{Address}:{callee.App.Port}") : e.Message;
            throw new InvocationException($"rpc error: code = Internal desc = error invoking app channel: {reason}", e);
        }
    }

    private static string Repeat(string? before, string value, int times)
    {
        if (before is null && times == 1)
            return value;
        var text = new StringBuilder(before);
        for (var i = 0; i < times; i++)
            text.Append(text.Length > 0 ? ", " : "").Append(value);
        return text.ToString();
    }

    private static void Set(HttpRequestMessage request, string name, string value)
    {
        request.Headers.Remove(name);
        request.Headers.TryAddWithoutValidation(name, value);
    }

    private static void Append(HttpRequestMessage request, string name, string value, int times)
    {
        var before = request.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;
        if (before is not null)
            request.Headers.Remove(name);
        request.Headers.TryAddWithoutValidation(name, Repeat(before, value, times));
    }

    private void AddCaller(HttpRequestMessage request, string calleeId, int attempt)
    {
        Set(request, "dapr-caller-app-id", context.AppId);
        Set(request, "dapr-caller-namespace", "default");
        Set(request, "dapr-callee-app-id", calleeId);
        Append(request, "x-forwarded-for", Address, attempt);
        Append(request, "x-forwarded-host", HostName, attempt);
        Append(request, "forwarded", Forwarded, attempt);
    }
}
