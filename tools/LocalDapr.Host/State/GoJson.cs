using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LocalDapr.State;

/// <summary>JSON as Dapr re-serialises what it takes over HTTP: keys sorted, no blanks, numbers as doubles, and <c>&lt; &gt; &amp;</c> escaped where Go's encoder does so.</summary>
internal static class GoJson
{
    /// <summary>Reads the first JSON value of a body and ignores what follows it.</summary>
    /// <param name="body">The body.</param>
    /// <returns>The value.</returns>
    /// <exception cref="JsonException">The body is empty or broken.</exception>
    public static JsonElement Parse(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = 512 });
        using var document = JsonDocument.ParseValue(ref reader);
        return document.RootElement.Clone();
    }

    /// <summary>Re-serialises a value.</summary>
    /// <param name="element">The value.</param>
    /// <param name="escapeHtml">True as Go's encoder for plain values; false as its encoder for protobuf.</param>
    /// <returns>UTF-8 text.</returns>
    /// <exception cref="JsonException">A number does not fit a double.</exception>
    public static byte[] Serialise(JsonElement element, bool escapeHtml = true)
    {
        var output = new ArrayBufferWriter<byte>(256);
        Write(element, escapeHtml, output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Text of a double as Go writes it in JSON.</summary>
    /// <param name="value">A finite number.</param>
    /// <returns>Shortest text that reads back as the same number.</returns>
    public static string Number(double value)
    {
        if (value == 0)
            return double.IsNegative(value) ? "-0" : "0";
        var (digits, exponent) = Decompose(Math.Abs(value).ToString("R", CultureInfo.InvariantCulture));
        var sign = value < 0 ? "-" : "";
        if (exponent is < -6 or >= 21)
            return $"{sign}{digits[0]}{(digits.Length > 1 ? "." + digits[1..] : "")}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent)}";
        if (exponent < 0)
            return $"{sign}0.{new string('0', -exponent - 1)}{digits}";
        return digits.Length <= exponent + 1
            ? sign + digits.PadRight(exponent + 1, '0')
            : $"{sign}{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}";
    }

    // Significant digits without zeros at either end, and the power of ten of the first.
    private static (string Digits, int Exponent) Decompose(string roundTrip)
    {
        var e = roundTrip.IndexOf('E', StringComparison.Ordinal);
        var mantissa = e < 0 ? roundTrip : roundTrip[..e];
        var power = e < 0 ? 0 : int.Parse(roundTrip.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var digits = point < 0 ? mantissa : mantissa.Remove(point, 1);
        var leading = digits.Length - digits.TrimStart('0').Length;
        return (digits.Trim('0'), power + (point < 0 ? mantissa.Length : point) - 1 - leading);
    }

    private static void Write(JsonElement element, bool escapeHtml, ArrayBufferWriter<byte> output)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(element, escapeHtml, output);
                break;
            case JsonValueKind.Array:
                WriteArray(element, escapeHtml, output);
                break;
            case JsonValueKind.String:
                WriteString(element.GetString()!, escapeHtml, output);
                break;
            case JsonValueKind.Number:
                if (!element.TryGetDouble(out var number) || !double.IsFinite(number))
                    throw new JsonException($"json: cannot unmarshal number {element.GetRawText()} into Go value of type float64");
                Ascii(Number(number), output);
                break;
            case JsonValueKind.True:
                output.Write("true"u8);
                break;
            case JsonValueKind.False:
                output.Write("false"u8);
                break;
            default:
                output.Write("null"u8);
                break;
        }
    }

    private static void WriteObject(JsonElement element, bool escapeHtml, ArrayBufferWriter<byte> output)
    {
        var properties = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var property in element.EnumerateObject())
            properties[property.Name] = property.Value;
        output.Write("{"u8);
        var first = true;
        foreach (var (name, value) in properties)
        {
            if (!first)
                output.Write(","u8);
            first = false;
            WriteString(name, escapeHtml, output);
            output.Write(":"u8);
            Write(value, escapeHtml, output);
        }
        output.Write("}"u8);
    }

    private static void WriteArray(JsonElement element, bool escapeHtml, ArrayBufferWriter<byte> output)
    {
        output.Write("["u8);
        var first = true;
        foreach (var item in element.EnumerateArray())
        {
            if (!first)
                output.Write(","u8);
            first = false;
            Write(item, escapeHtml, output);
        }
        output.Write("]"u8);
    }

    private static void WriteString(string text, bool escapeHtml, ArrayBufferWriter<byte> output)
    {
        output.Write("\""u8);
        foreach (var rune in text.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '"':
                    output.Write("\\\""u8);
                    break;
                case '\\':
                    output.Write("\\\\"u8);
                    break;
                case '\n':
                    output.Write("\\n"u8);
                    break;
                case '\r':
                    output.Write("\\r"u8);
                    break;
                case '\t':
                    output.Write("\\t"u8);
                    break;
                case '\b':
                    output.Write("\\b"u8);
                    break;
                case '\f':
                    output.Write("\\f"u8);
                    break;
                case < 0x20:
                case '<' or '>' or '&' or 0x2028 or 0x2029 when escapeHtml:
                    Ascii($"\\u{rune.Value:x4}", output);
                    break;
                default:
                    output.Advance(rune.EncodeToUtf8(output.GetSpan(4)));
                    break;
            }
        }
        output.Write("\""u8);
    }

    private static void Ascii(string text, ArrayBufferWriter<byte> output) =>
        output.Advance(Encoding.ASCII.GetBytes(text, output.GetSpan(text.Length)));
}
