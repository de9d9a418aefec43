using System.Text.Json;

namespace Dapr.Workflow.Client;

/// <summary>Payloads as JSON, with the web defaults. Nothing is the empty text.</summary>
internal static class WorkflowJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    /// <summary>Writes a value.</summary>
    /// <param name="value">The value, or null.</param>
    /// <returns>Its JSON, or the empty text.</returns>
    public static string Write(object? value) => value is null ? "" : JsonSerializer.Serialize(value, value.GetType(), Options);

    /// <summary>Reads a value.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="json">JSON, or nothing.</param>
    /// <returns>The value, or the type's default.</returns>
    public static T? Read<T>(string? json) => string.IsNullOrEmpty(json) ? default : JsonSerializer.Deserialize<T>(json, Options);

    /// <summary>Reads a value.</summary>
    /// <param name="json">JSON, or nothing.</param>
    /// <param name="type">Its type.</param>
    /// <returns>The value, or the type's default.</returns>
    public static object? Read(string? json, Type type)
    {
        if (!string.IsNullOrEmpty(json))
            return JsonSerializer.Deserialize(json, type, Options);
        return type.IsValueType ? Activator.CreateInstance(type) : null;
    }
}
