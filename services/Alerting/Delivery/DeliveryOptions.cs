using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using VectorCare.Alerting.Delivery.Limits;

namespace VectorCare.Alerting.Delivery;

/// <summary>How alerts are delivered, section <c>Alerting:Delivery</c>.</summary>
internal sealed class DeliveryOptions
{
    /// <summary>Sender of mails.</summary>
    [Required, EmailAddress]
    public string From { get; init; } = "alerts@vectorcare.example";

    /// <summary>What the providers behind the channels take.</summary>
    [ValidateObjectMembers]
    public LimitOptions Limits { get; init; } = new();

    /// <summary>Longest wait for a channel's answer, in seconds, 1 to 14: two channels must fit into the lease. At most half of it is waited for the channel's turn.</summary>
    [Range(1, 14)]
    public int AttemptTimeoutSeconds { get; init; } = 10;

    /// <summary>How long a process may work on a delivery before the sweep takes the alert to the next channel, in seconds, 30 to 60.</summary>
    [Range(30, 60)]
    public int LeaseSeconds { get; init; } = 30;

    /// <summary>Rounds over all channels after which an alert counts as undeliverable, 1 to 10. Attempts go on afterwards.</summary>
    [Range(1, 10)]
    public int RoundsUntilUndeliverable { get; init; } = 3;

    /// <summary>Longest pause between rounds, in seconds, 5 to 3600.</summary>
    [Range(5, 3600)]
    public int LongestPauseSeconds { get; init; } = 60;

    /// <summary>How often the sweep looks, in seconds, 1 to 60.</summary>
    [Range(1, 60)]
    public int SweepSeconds { get; init; } = 5;
}
