using Microsoft.Extensions.Options;
using VectorCare.Contracts;

namespace VectorCare.Alerting.Delivery.Limits;

/// <summary>The providers behind the channels, each within its limit. A call that does not get its turn soon is not made, so that the next channel has its chance; nothing is dropped, for its alert is still owed.</summary>
internal sealed class Providers : IDisposable
{
    private readonly IBinding _binding;
    private readonly Dictionary<string, ProviderGate> _gates;
    private readonly TimeSpan _patience;
    private readonly TimeProvider _time;
    private readonly AlertingMetrics _metrics;

    /// <summary>Puts a gate before each provider.</summary>
    public Providers(IBinding binding, IOptions<DeliveryOptions> options, TimeProvider time, AlertingMetrics metrics)
    {
        var limits = options.Value.Limits;
        (_binding, _time, _metrics) = (binding, time, metrics);
        _patience = TimeSpan.FromSeconds(options.Value.AttemptTimeoutSeconds / 2.0);
        _gates = new()
        {
            [ComponentNames.Mail] = new(new ProviderLimit { Calls = limits.Mail.Calls, InSeconds = limits.Mail.InSeconds, AtOnce = 1 }, time),
            [ComponentNames.Webhook] = new(limits.Webhook, time),
            [ComponentNames.Sms] = new(limits.Sms, time),
            [ComponentNames.Fhir] = new(limits.Fhir, time),
        };
    }

    /// <summary>Invokes a binding when it is its turn.</summary>
    /// <param name="name">Component name.</param>
    /// <param name="operation">Operation.</param>
    /// <param name="data">Bytes.</param>
    /// <param name="metadata">Metadata; the binding may keep what a later call leaves out, so every call sets all.</param>
    /// <param name="turn">Its place among those that wait.</param>
    /// <param name="cancellationToken">Gives up; the binding may have acted all the same.</param>
    /// <returns>The answer; <see cref="DeliveryResult.Limited"/> where its turn did not come and nothing was sent.</returns>
    public async Task<BindingReply> InvokeAsync(string name, string operation, ReadOnlyMemory<byte> data, IReadOnlyDictionary<string, string> metadata, Turn turn, CancellationToken cancellationToken)
    {
        var gate = _gates[name];
        var since = _time.GetTimestamp();
        using var patience = new CancellationTokenSource(_patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            if (await gate.TakeAsync(turn, either.Token))
                _metrics.Waited(name, turn.Urgent, _time.GetElapsedTime(since));
        }
        catch (OperationCanceledException)
        {
            _metrics.Waited(name, turn.Urgent, _time.GetElapsedTime(since));
            return new BindingReply(DeliveryResult.Limited, null, default);
        }

        try
        {
            return await _binding.InvokeAsync(name, operation, data, metadata, cancellationToken);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var gate in _gates.Values)
            gate.Dispose();
    }
}
