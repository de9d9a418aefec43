using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace VectorCare.Alerting.Delivery.Limits;

/// <summary>What the providers behind the channels take from this process, section <c>Alerting:Delivery:Limits</c>. Several replicas share a provider's quota: give each its part. All defaults are engineering choices.</summary>
internal sealed class LimitOptions
{
    /// <summary>Mails; default 100 in a second. <see cref="ProviderLimit.AtOnce"/> is always 1: the binding shares the fields of a mail between calls.</summary>
    [ValidateObjectMembers]
    public ProviderLimit Mail { get; init; } = new() { AtOnce = 1 };

    /// <summary>Calls of webhooks; default 100 in a second, 16 at once.</summary>
    [ValidateObjectMembers]
    public ProviderLimit Webhook { get; init; } = new();

    /// <summary>Text messages, each number one; default 60 in 60 s, 4 at once.</summary>
    [ValidateObjectMembers]
    public ProviderLimit Sms { get; init; } = new() { Calls = 60, InSeconds = 60, AtOnce = 4 };

    /// <summary>Transactions of record systems; default 100 in a second, 16 at once.</summary>
    [ValidateObjectMembers]
    public ProviderLimit Fhir { get; init; } = new();
}

/// <summary>What one provider takes.</summary>
internal sealed class ProviderLimit
{
    /// <summary>Calls in any <see cref="InSeconds"/>, 1 to 1000000. A fifth of them, rounded down, is kept for red alerts.</summary>
    [Range(1, 1_000_000)]
    public int Calls { get; init; } = 100;

    /// <summary>Length of the window in seconds, 1 to 3600.</summary>
    [Range(1, 3600)]
    public int InSeconds { get; init; } = 1;

    /// <summary>Calls under way at once, 1 to 256.</summary>
    [Range(1, 256)]
    public int AtOnce { get; init; } = 16;
}
