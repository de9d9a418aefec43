namespace LocalDapr.Resources;

/// <summary>What kind of text a metadata field takes.</summary>
internal enum FieldForm
{
    /// <summary>Any text.</summary>
    Text,

    /// <summary>A duration such as <c>500ms</c>; a plain number counts as Dapr's field says.</summary>
    Duration,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary>A boolean as Dapr reads it.</summary>
    Boolean,

    /// <summary>A path; a relative one is taken from the folder of the run file.</summary>
    Path,

    /// <summary>A path of data; a relative one is taken from the data directory.</summary>
    DataPath,
}

/// <summary>A metadata field of a component type.</summary>
/// <param name="Name">Name.</param>
/// <param name="Form">Form of its value.</param>
/// <param name="IsRequired">True: the component does not work without it.</param>
internal sealed record KnownField(string Name, FieldForm Form, bool IsRequired);

/// <summary>A component type of LocalDapr.</summary>
/// <param name="Type">For example <c>state.sqlite</c>.</param>
/// <param name="Versions">Versions it has, for example <c>v1</c>.</param>
/// <param name="Fields">Its metadata fields, those of its kind included.</param>
internal sealed record KnownComponent(string Type, IReadOnlyList<string> Versions, IReadOnlyList<KnownField> Fields)
{
    /// <summary>Writes a type down in short.</summary>
    /// <param name="type">The type.</param>
    /// <param name="versions">Versions, separated by blanks.</param>
    /// <param name="fields">Fields separated by blanks; <c>!</c> at the end: required; <c>:duration</c>, <c>:number</c>, <c>:bool</c>, <c>:path</c>, <c>:data</c> give the form.</param>
    /// <returns>The type.</returns>
    public static KnownComponent Of(string type, string versions, string fields) =>
        new(type, versions.Split(' '), [.. fields.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Field)]);

    /// <summary>A field by its name in any case.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The field, or null.</returns>
    public KnownField? Find(string name) => Fields.FirstOrDefault(f => string.Equals(f.Name, name, StringComparison.OrdinalIgnoreCase));

    private static KnownField Field(string text)
    {
        var required = text.EndsWith('!');
        var parts = text.TrimEnd('!').Split(':');
        var form = parts.Length < 2 ? FieldForm.Text : parts[1] switch
        {
            "duration" => FieldForm.Duration,
            "number" => FieldForm.Number,
            "bool" => FieldForm.Boolean,
            "path" => FieldForm.Path,
            "data" => FieldForm.DataPath,
            var other => throw new ArgumentException($"Form '{other}' of field '{parts[0]}' is not known.", nameof(text)),
        };
        return new KnownField(parts[0], form, required);
    }
}
