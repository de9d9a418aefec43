using System.Globalization;
using VectorCare.Contracts.Messages;

namespace VectorCare.Scraper.Idco;

/// <summary>A value as it was written, whatever it was written in.</summary>
/// <param name="Text">Number, text, or identifier of a coded value; null where there is none.</param>
/// <param name="Name">Text of a coded value, or null.</param>
/// <param name="Unit">Unit as written, or null.</param>
/// <param name="Instant">The value as an instant, or null.</param>
internal readonly record struct ObservedValue(string? Text, string? Name = null, string? Unit = null, DateTimeOffset? Instant = null);

/// <summary>One observation that is understood as far as its term.</summary>
/// <param name="Where">For example <c>OBX-17</c>.</param>
/// <param name="Term">The term.</param>
/// <param name="Group">Tells leads, zones and episodes apart; empty where there is nothing to tell apart.</param>
/// <param name="Value">Its value.</param>
/// <param name="Time">When it was observed, where that is stated.</param>
internal sealed record Observation(string Where, IdcoTerm Term, string Group, ObservedValue Value, DateTimeOffset? Time)
{
    /// <summary>Whether there is a value at all.</summary>
    public bool HasValue => Value.Text is not null || Value.Name is not null;

    /// <summary>The value as text.</summary>
    public string? Text => Value.Text;

    /// <summary>The value as a finite number, or null.</summary>
    public double? Number => double.TryParse(Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    /// <summary>The value as a coded one.</summary>
    public Enumeration Enumeration => EnumerationNames.Read(Term.Code, Value.Text, Value.Name);

    /// <summary>The value as an instant, or null.</summary>
    public DateTimeOffset? Instant => Value.Instant;

    /// <summary>The unit as written, or null.</summary>
    public string? Unit => Value.Unit;

    /// <summary>Text of a vendor's in a note: its first 128 characters.</summary>
    public static string? Short(string? text) => text is { Length: > 128 } ? text[..128] : text;

    /// <summary>A note that this was not understood.</summary>
    public NotUnderstood Note(string why, string? code = null) => new(Where, code ?? Term.Code.ToString(CultureInfo.InvariantCulture), why);
}
