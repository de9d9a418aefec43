using System.Globalization;
using Dapr;
using Dapr.Client;
using Grpc.Core;

namespace VectorCare.Alerting.Delivery;

/// <summary>Output bindings of the sidecar. Failures are told apart by status, never by message.</summary>
internal sealed partial class DaprBinding(DaprClient dapr, ILogger<DaprBinding> logger) : IBinding
{
    /// <inheritdoc/>
    public async Task<BindingReply> InvokeAsync(string name, string operation, ReadOnlyMemory<byte> data, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        var request = new BindingRequest(name, operation) { Data = data };
        foreach (var (key, value) in metadata)
            request.Metadata[key] = value;
        try
        {
            var reply = await dapr.InvokeBindingAsync(request, cancellationToken);
            return new BindingReply(DeliveryResult.Accepted, Status(reply.Metadata), reply.Data);
        }
        catch (Exception error) when (error is DaprException or RpcException or OperationCanceledException)
        {
            var result = Classify(error);
            LogFailed(name, result, (error as RpcException ?? error.InnerException as RpcException)?.StatusCode);
            return new BindingReply(result, null, default);
        }
    }

    /// <summary>What a failure means.</summary>
    internal static DeliveryResult Classify(Exception error) => (error as RpcException ?? error.InnerException as RpcException)?.StatusCode switch
    {
        StatusCode.InvalidArgument or StatusCode.NotFound or StatusCode.Unimplemented or StatusCode.PermissionDenied or StatusCode.Unauthenticated => DeliveryResult.Rejected,
        StatusCode.Cancelled or StatusCode.DeadlineExceeded => DeliveryResult.Unknown,
        null => DeliveryResult.Unknown,
        _ => DeliveryResult.Transient,
    };

    private static int? Status(IReadOnlyDictionary<string, string> metadata) =>
        metadata.FirstOrDefault(m => string.Equals(m.Key, "statusCode", StringComparison.OrdinalIgnoreCase)).Value is { } text
        && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var status) ? status : null;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Binding {Binding} did not take an alert: {Result} ({Status}).")]
    private partial void LogFailed(string binding, DeliveryResult result, StatusCode? status);
}
