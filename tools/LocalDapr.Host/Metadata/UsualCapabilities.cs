namespace LocalDapr.Metadata;

/// <summary>Capabilities that follow from a component's type alone; a block that knows better says so itself.</summary>
internal static class UsualCapabilities
{
    /// <summary>The capabilities of a type.</summary>
    /// <param name="type">For example <c>bindings.http</c>.</param>
    /// <returns>The capabilities, or none.</returns>
    public static IReadOnlyList<string> Of(string type) => type switch
    {
        "pubsub.in-memory" => ["SUBSCRIBE_WILDCARDS"],
        "bindings.cron" => ["INPUT_BINDING"],
        "bindings.kafka" => ["INPUT_BINDING", "OUTPUT_BINDING"],
        _ when type.StartsWith("bindings.", StringComparison.Ordinal) => ["OUTPUT_BINDING"],
        _ => [],
    };
}
