namespace VectorCare.Scraper.Structure;

/// <summary>How far a page is from what the pages of its kind look like.</summary>
/// <param name="Reference">What it was compared with.</param>
/// <param name="Shape">The page.</param>
/// <param name="Score">Share of the shingles that came or went, 0 (none) to 1.</param>
/// <param name="Novel">Those that came.</param>
/// <param name="Missing">Those that should be there.</param>
internal sealed record StructureDrift(StructureReference Reference, PageShape Shape, double Score, IReadOnlyList<Shingle> Novel, IReadOnlyList<Shingle> Missing)
{
    /// <summary>Fields that may have got other names.</summary>
    public IReadOnlyList<FieldRename> Renames { get; init; } = [];
}
