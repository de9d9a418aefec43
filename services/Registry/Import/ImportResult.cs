using System.Text.Json;
using System.Text.Json.Serialization;
using VectorCare.Registry.Summary;

namespace VectorCare.Registry.Import;

/// <summary>What is wrong with a line of an import, with its place.</summary>
/// <param name="Line">Line of the file, from 1.</param>
/// <param name="Column">Name of the column; empty for the line as a whole.</param>
/// <param name="Reason">Reason code.</param>
/// <param name="Message">What is wrong and what is expected.</param>
public sealed record ImportError(long Line, string Column, ImportReason Reason, string Message);

/// <summary>Reason code of an import error.</summary>
public enum ImportReason
{
    /// <summary>The file has no line at all.</summary>
    EmptyFile,

    /// <summary>A required column is not in the header.</summary>
    MissingColumn,

    /// <summary>A column of the header is unknown or doubled.</summary>
    BadHeader,

    /// <summary>The line has too few or too many fields.</summary>
    FieldCount,

    /// <summary>The line breaks the rules of quoting.</summary>
    BadQuotes,

    /// <summary>A required field is empty.</summary>
    Empty,

    /// <summary>The patient is not a UUID.</summary>
    BadUuid,

    /// <summary>The patient stands in the file twice.</summary>
    DuplicatePatient,

    /// <summary>The id has another form than ids have.</summary>
    BadId,

    /// <summary>The vendor is not configured.</summary>
    UnknownVendor,

    /// <summary>The home region is not configured.</summary>
    UnknownRegion,

    /// <summary>The field is too long.</summary>
    TooLong,

    /// <summary>The field has control characters.</summary>
    BadCharacter,

    /// <summary>Neither true nor false.</summary>
    BadBoolean,
}

/// <summary>What an import did.</summary>
/// <param name="Lines">Lines read, without the header.</param>
/// <param name="Kept">Patients written: new, moved, paused, resumed, or as they were.</param>
/// <param name="Added">New patients.</param>
/// <param name="Updated">Patients with a changed clinic, vendor, reference, home region or pause.</param>
/// <param name="Unchanged">Patients that were registered exactly so.</param>
/// <param name="SlotsWritten">Slots with a new version.</param>
/// <param name="From">First instant of all new and resumed patients: polls with due instants from here on are due. Null when nothing was written.</param>
/// <param name="ErrorCount">Errors found.</param>
/// <param name="Errors">The first of them, in the order of the file.</param>
public sealed record ImportResult(
    long Lines,
    int Kept,
    int Added,
    int Updated,
    int Unchanged,
    int SlotsWritten,
    DateTimeOffset? From,
    long ErrorCount,
    IReadOnlyList<ImportError> Errors);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ImportResult))]
[JsonSerializable(typeof(RegistrySummary))]
[JsonSerializable(typeof(RegisteredPatient))]
internal sealed partial class RegistryJson : JsonSerializerContext;
