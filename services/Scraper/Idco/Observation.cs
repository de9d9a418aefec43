using System.Globalization;
using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Hl7;

namespace VectorCare.Scraper.Idco;

/// <summary>One OBX that is understood as far as its term.</summary>
/// <param name="Where">For example <c>OBX-17</c>.</param>
/// <param name="Term">The term.</param>
/// <param name="Group">OBX-4: tells leads, zones and episodes apart; empty where there is none.</param>
/// <param name="Segment">The segment, for its value.</param>
/// <param name="Time">OBX-14.</param>
internal sealed record Observation(string Where, IdcoTerm Term, string Group, Hl7Segment Segment, DateTimeOffset? Time)
{
    private const int Value = 5;

    /// <summary>Whether there is a value at all.</summary>
    public bool HasValue => Segment.Text(Value) is not null || Segment.Text(Value, 2) is not null;

    /// <summary>The value as text.</summary>
    public string? Text => Segment.Text(Value);

    /// <summary>The value as a finite number, or null.</summary>
    public double? Number => double.TryParse(Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    /// <summary>The value as a coded one.</summary>
    public Enumeration Enumeration => EnumerationNames.Read(Term.Code, Segment.Text(Value), Segment.Text(Value, 2));

    /// <summary>The value as an instant, or null.</summary>
    public DateTimeOffset? Instant(TimeSpan defaultOffset) => Hl7Time.Parse(Text, defaultOffset);

    /// <summary>The unit as written (OBX-6), or null.</summary>
    public string? Unit => Segment.Text(6);

    /// <summary>A note that this was not understood.</summary>
    public NotUnderstood Note(string why, string? code = null) => new(Where, code ?? Term.Code.ToString(CultureInfo.InvariantCulture), why);
}
