using System.Globalization;
using System.Text.RegularExpressions;
using Confluent.Kafka;
using LocalDapr.Resources;

namespace LocalDapr.PubSub.Kafka;

/// <summary>Metadata of a <c>pubsub.kafka</c> component.</summary>
internal sealed class KafkaOptions
{
    private KafkaOptions(ComponentSpec component) => Component = component;

    /// <summary>The component.</summary>
    public ComponentSpec Component { get; }

    /// <summary>The app.</summary>
    public required string AppId { get; init; }

    /// <summary>Consumer group; default is the app id.</summary>
    public required string Group { get; init; }

    /// <summary>Where a group begins that has committed nothing: newest (default) or oldest.</summary>
    public required AutoOffsetReset InitialOffset { get; init; }

    /// <summary>Largest record in bytes; default 1 MiB.</summary>
    public required int MaxMessageBytes { get; init; }

    /// <summary>Whether a failed event is delivered again; default true.</summary>
    public required bool Retries { get; init; }

    /// <summary>Delays between deliveries of a failed event.</summary>
    public required BackOff BackOff { get; init; }

    /// <summary>Session timeout of the group; default 10 s.</summary>
    public required TimeSpan SessionTimeout { get; init; }

    /// <summary>Heartbeat of the group; default 3 s.</summary>
    public required TimeSpan Heartbeat { get; init; }

    /// <summary>Whether header values are percent-encoded on arrival; default false.</summary>
    public required bool EscapeHeaders { get; init; }

    /// <summary>Names that do not travel as record headers, or null.</summary>
    public required Regex? ExcludedHeaders { get; init; }

    /// <summary>Reads the metadata.</summary>
    /// <param name="component">The component.</param>
    /// <param name="appId">The app.</param>
    /// <returns>The options.</returns>
    /// <exception cref="ArgumentException">One or more values are wrong; the message names all.</exception>
    public static KafkaOptions Read(ComponentSpec component, string appId)
    {
        var errors = new List<string>();
        if (string.IsNullOrWhiteSpace(component["brokers"]))
            errors.Add("brokers is missing");
        var options = new KafkaOptions(component)
        {
            AppId = appId,
            Group = component["consumerGroup"] is { Length: > 0 } group ? group : component["consumerID"] is { Length: > 0 } id ? id : appId,
            InitialOffset = Offset(component["initialOffset"], errors),
            MaxMessageBytes = Number(component, "maxMessageBytes", 1 << 20, errors),
            Retries = Flag(component, "consumeRetryEnabled", true, errors),
            BackOff = BackOff.Read(component),
            SessionTimeout = DurationText.Parse(component["sessionTimeout"], TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10)),
            Heartbeat = DurationText.Parse(component["heartbeatInterval"], TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3)),
            EscapeHeaders = Flag(component, "escapeHeaders", false, errors),
            ExcludedHeaders = component["excludeHeaderMetaRegex"] is { Length: > 0 } pattern ? new Regex(pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)) : null,
        };
        return errors.Count == 0 ? options : throw new ArgumentException($"{component.Source}: component {component.Name}: {string.Join("; ", errors)}.", nameof(component));
    }

    private static AutoOffsetReset Offset(string? text, List<string> errors)
    {
        switch (text?.ToLowerInvariant())
        {
            case null or "" or "newest":
                return AutoOffsetReset.Latest;
            case "oldest":
                return AutoOffsetReset.Earliest;
            default:
                errors.Add($"initialOffset '{text}' must be oldest or newest");
                return AutoOffsetReset.Latest;
        }
    }

    private static int Number(ComponentSpec component, string name, int byDefault, List<string> errors)
    {
        if (component[name] is not { Length: > 0 } text)
            return byDefault;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0)
            return number;
        errors.Add($"{name} '{text}' must be a positive number");
        return byDefault;
    }

    private static bool Flag(ComponentSpec component, string name, bool byDefault, List<string> errors)
    {
        switch (component[name]?.ToLowerInvariant())
        {
            case null or "":
                return byDefault;
            case "true" or "1" or "yes" or "on" or "t" or "y":
                return true;
            case "false" or "0" or "no" or "off" or "f" or "n":
                return false;
            default:
                errors.Add($"{name} '{component[name]}' must be true or false");
                return byDefault;
        }
    }
}
