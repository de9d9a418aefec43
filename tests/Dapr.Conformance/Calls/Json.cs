using System.Text.Encodings.Web;
using System.Text.Json;

namespace Dapr.Conformance.Calls;

/// <summary>JSON text as JavaScript writes it.</summary>
internal static class Json
{
    public static JsonSerializerOptions AsJavaScript { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
