using System.Text;
using System.Text.Json;

namespace LocalDapr.State.Stores;

/// <summary>Values of version 1, whose column is JSON: bytes are a text in base64, as Dapr keeps bytes there.</summary>
internal static class PostgresJsonValue
{
    /// <summary>JSON of a value.</summary>
    /// <param name="data">Bytes.</param>
    /// <returns>A JSON text.</returns>
    public static string Write(byte[] data) => $"\"{Convert.ToBase64String(data)}\"";

    /// <summary>A value of its JSON.</summary>
    /// <param name="json">The column.</param>
    /// <param name="isBinary">True for bytes in base64; false for a JSON value that Dapr wrote over HTTP.</param>
    /// <returns>Bytes.</returns>
    public static byte[] Read(string json, bool isBinary) =>
        isBinary ? Convert.FromBase64String(JsonSerializer.Deserialize<string>(json) ?? "") : Encoding.UTF8.GetBytes(json);
}
