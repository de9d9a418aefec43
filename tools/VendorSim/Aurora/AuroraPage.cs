namespace VendorSim.Aurora;

/// <summary>What a patient page shows, before it becomes HTML; markup versions work on this.</summary>
internal sealed record AuroraPage(
    string Name,
    string PortalRef,
    AuroraLocale Locale,
    IReadOnlyList<AuroraList> Lists,
    IReadOnlyList<AuroraTable> Tables)
{
    /// <summary>An absent value.</summary>
    public const string Absent = "–";

    /// <summary>Prefix of the classes.</summary>
    public string ClassPrefix { get; init; } = "au-";
}

/// <summary>A definition list with an id and a heading.</summary>
internal sealed record AuroraList(string Id, string Heading, IReadOnlyList<(string Term, string Value)> Entries);

/// <summary>A table; rows have as many cells as there are columns.</summary>
internal sealed record AuroraTable(string Id, string Caption, IReadOnlyList<string> Columns, IReadOnlyList<string[]> Rows, string? EmptyText = null, string? LinkPrefix = null);
