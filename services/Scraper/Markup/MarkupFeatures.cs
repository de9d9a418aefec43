using VectorCare.Scraper.Structure;

namespace VectorCare.Scraper.Markup;

/// <summary>What the classifier sees of a page: counts and shares from 0 to 1, never a text of it.</summary>
internal static class MarkupFeatures
{
    /// <summary>Names of the features, in order.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "drift", "novel-fields", "missing-fields", "novel-paths", "missing-paths", "novel-looks", "missing-looks",
        "renamed-of-missing", "renamed-of-novel", "likeness", "missing-unexplained", "length", "not-ended", "asks-for-password", "missing-root",
        "fine", "unreadable", "foreign", "implausible", "contradicted",
        "fine-and-renamed", "fine-and-missing", "fine-and-paths", "refused-and-renamed", "refused-and-no-novel-field", "refused-and-no-drift", "refused-and-paths",
    ];

    /// <summary>The features of a page.</summary>
    public static float[] Of(StructureDrift drift, Reading reading)
    {
        int Novel(ShingleKind kind) => drift.Novel.Count(s => s.Kind == kind);
        int Missing(ShingleKind kind) => drift.Missing.Count(s => s.Kind == kind);
        var (came, went) = (Novel(ShingleKind.Field), Missing(ShingleKind.Field));
        var renames = drift.Renames;
        var explained = renames.Count(r => drift.Missing.Any(m => m.Kind == ShingleKind.Field && m.Place == r.Place && m.Name == r.Before));
        var likeness = renames.Count == 0 ? 0 : (float)renames.Average(r => r.Likeness);
        var unexplained = Log(went - explained);
        var fine = reading == Reading.Fine ? 1f : 0f;
        var paths = Log(Novel(ShingleKind.Path)) + Log(Missing(ShingleKind.Path));
        var renamed = renames.Count > 0 ? 1f : 0f;
        return
        [
            (float)drift.Score, Log(came), Log(went), Log(Novel(ShingleKind.Path)), Log(Missing(ShingleKind.Path)), Log(Novel(ShingleKind.Look)), Log(Missing(ShingleKind.Look)),
            went == 0 ? 0 : (float)explained / went, came == 0 ? 0 : (float)renames.Count / came, likeness, unexplained,
            (float)Math.Min(1, Math.Abs(Math.Log2(Math.Max(1, drift.Shape.Length) / (double)Math.Max(1, drift.Reference.Length))) / 4),
            Flag(!drift.Shape.Ended), Flag(drift.Shape.AsksForPassword), Flag(drift.Missing.Any(m => m is { Kind: ShingleKind.Field, Place: "" })),
            .. Enum.GetValues<Reading>().Select(r => Flag(r == reading)),
            fine * renamed, fine * Log(went), fine * paths, (1 - fine) * renamed * (1 - unexplained), (1 - fine) * Flag(came == 0), (1 - fine) * Flag(drift.Score == 0), (1 - fine) * paths,
        ];
    }

    private static float Flag(bool value) => value ? 1 : 0;

    private static float Log(int count) => (float)Math.Min(1, Math.Log2(1 + count) / 6);
}
