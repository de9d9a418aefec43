using System.Globalization;
using LocalDapr.Resources;

namespace LocalDapr.PubSub.Local;

/// <summary>Metadata of a <c>pubsub.local</c> component.</summary>
/// <param name="Journal">Journal file, relative to the host's data folder; default <c>pubsub.db</c>. Components with the same journal share their topics.</param>
/// <param name="Concurrency">Deliveries of one subscription at a time, 1 to 1,024; default 16.</param>
/// <param name="RedeliverInterval">Wait before the first redelivery, 1 ms to 1 hour; doubles up to 30 s; default 1 s.</param>
/// <param name="MaxDeliveries">Deliveries of an event before it goes to the dead-letter topic, 1 to 1,000; default 5.</param>
internal sealed record LocalOptions(string Journal, int Concurrency, TimeSpan RedeliverInterval, int MaxDeliveries)
{
    /// <summary>Reads the metadata.</summary>
    /// <param name="component">The component.</param>
    /// <returns>The options.</returns>
    /// <exception cref="ArgumentException">One or more values are out of range; the message names all.</exception>
    public static LocalOptions Read(ComponentSpec component)
    {
        var errors = new List<string>();
        var journal = component["journal"] is { Length: > 0 } name ? name : "pubsub.db";
        if (Path.IsPathRooted(journal) || journal.Split('/', '\\').Contains(".."))
            errors.Add($"journal '{journal}' must be a file within the data folder");
        var interval = DurationText.Parse(component["redeliverInterval"], TimeSpan.FromMilliseconds(1), component["redeliverInterval"] is { Length: > 0 } ? TimeSpan.MinValue : TimeSpan.FromSeconds(1));
        if (interval < TimeSpan.FromMilliseconds(1) || interval > TimeSpan.FromHours(1))
            errors.Add($"redeliverInterval '{component["redeliverInterval"]}' must be a duration from 1ms to 1h");
        var options = new LocalOptions(journal, Number(component, "concurrency", 16, 1024, errors), interval, Number(component, "maxDeliveries", 5, 1000, errors));
        return errors.Count == 0 ? options : throw new ArgumentException($"{component.Source}: component {component.Name}: {string.Join("; ", errors)}.", nameof(component));
    }

    private static int Number(ComponentSpec component, string name, int byDefault, int most, List<string> errors)
    {
        if (component[name] is not { Length: > 0 } text)
            return byDefault;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most)
            return number;
        errors.Add($"{name} '{text}' must be a number from 1 to {most}");
        return byDefault;
    }
}
