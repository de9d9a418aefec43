using System.Globalization;
using LocalDapr.Resources;

namespace LocalDapr.PubSub.Kafka;

/// <summary>Delays between deliveries of a failed event, from the metadata <c>backOff*</c>: constant 5 s without end by default.</summary>
/// <param name="Exponential">True when delays grow.</param>
/// <param name="First">The constant, or the first delay.</param>
/// <param name="Multiplier">Growth of an exponential delay; default 1.5.</param>
/// <param name="Most">Longest exponential delay; default 1 minute.</param>
/// <param name="MaxRetries">Repetitions; negative for no end.</param>
internal sealed record BackOff(bool Exponential, TimeSpan First, double Multiplier, TimeSpan Most, int MaxRetries)
{
    /// <summary>Reads the metadata.</summary>
    /// <param name="component">The component.</param>
    /// <returns>The delays.</returns>
    public static BackOff Read(ComponentSpec component)
    {
        var exponential = "exponential".Equals(component["backOffPolicy"], StringComparison.OrdinalIgnoreCase);
        var second = TimeSpan.FromSeconds(1);
        return new BackOff(
            exponential,
            exponential
                ? DurationText.Parse(component["backOffInitialInterval"], second, TimeSpan.FromMilliseconds(500))
                : DurationText.Parse(component["backOffDuration"], second, TimeSpan.FromSeconds(5)),
            double.TryParse(component["backOffMultiplier"], NumberStyles.Float, CultureInfo.InvariantCulture, out var multiplier) ? multiplier : 1.5,
            DurationText.Parse(component["backOffMaxInterval"], second, TimeSpan.FromMinutes(1)),
            int.TryParse(component["backOffMaxRetries"], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var retries) ? retries : -1);
    }

    /// <summary>The delay before a repetition.</summary>
    /// <param name="failures">Failed deliveries so far, from 1.</param>
    /// <returns>The delay, or null when there is no further repetition.</returns>
    public TimeSpan? Next(int failures)
    {
        if (MaxRetries >= 0 && failures > MaxRetries)
            return null;
        if (!Exponential)
            return First;
        var delay = First * Math.Pow(Multiplier, Math.Min(failures - 1, 64));
        return delay < Most ? delay : Most;
    }
}
