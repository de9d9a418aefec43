using LocalDapr.Faults;
using LocalDapr.Resiliency;
using LocalDapr.Sidecars;

namespace LocalDapr.Bindings;

/// <summary>Calls output bindings by name, each under its outbound policy.</summary>
internal sealed class OutputBindings(IReadOnlyDictionary<string, IOutputBinding> bindings, SidecarContext context)
{
    /// <summary>Calls a binding.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="request">What to do.</param>
    /// <param name="trace">Trace of the caller.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The outcome; a failure has an error with the whole message.</returns>
    public async Task<BindingOutcome> InvokeAsync(string name, BindingRequest request, TraceContext trace, CancellationToken cancellationToken)
    {
        if (request.Operation.Length == 0)
            return Failed(name, "operation field is missing from request");
        if (!bindings.TryGetValue(name, out var binding))
            return Failed(name, $"couldn't find output binding {name}");
        if (!binding.Operations.Contains(request.Operation))
            return Failed(name, $"binding {name} does not support operation {request.Operation}. supported operations:{string.Join(' ', binding.Operations)}");
        var traced = Traced(request, trace);
        try
        {
            var outcome = await context.Resiliency.Outbound(name).RunAsync(
                attempt => binding.InvokeAsync(traced, attempt),
                o => o.Error is null ? Verdict.Ok : Verdict.Failed,
                cancellationToken);
            context.Report(SidecarEventKind.Bound, name, request.Operation, request.Data);
            return outcome.Error is { } error ? outcome with { Error = Message(name, error) } : outcome;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed(name, e.Message);
        }
    }

    private static BindingOutcome Failed(string name, string why) => BindingOutcome.Nothing with { Error = Message(name, why) };

    private static string Message(string name, string why) => $"error invoking output binding {name}: {why}";

    private static BindingRequest Traced(BindingRequest request, TraceContext trace)
    {
        var metadata = new Dictionary<string, string>(request.Metadata, StringComparer.Ordinal) { ["traceparent"] = trace.Child() };
        if (trace.Tracestate.Length > 0)
            metadata["tracestate"] = trace.Tracestate;
        if (trace.Baggage.Length > 0)
            metadata["baggage"] = trace.Baggage;
        return request with { Metadata = metadata };
    }
}
