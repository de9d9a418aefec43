using static VendorSim.Changes.PortalChange;

namespace VendorSim.Aurora.Changes;

/// <summary>Draws changes of markup by kind and seed.</summary>
internal static class MarkupChanges
{
    private static readonly Func<AuroraPage, AuroraPage> SamePage = page => page;
    /// <summary>The bytes stay.</summary>
    public static readonly Func<string, string> SameHtml = html => html;


    private static readonly Dictionary<string, Func<int, Random, MarkupChange>> Makers = new(StringComparer.Ordinal)
    {
        ["class-names"] = (s, r) => Harmless("class-names", s, Tables.Classes($"x{r.Next(100)}-")),
        ["reordered-columns"] = (s, r) => Harmless("reordered-columns", s, Tables.Each(TableChanges.Reorder(r.Next()))),
        ["reordered-tables"] = (s, r) => Harmless("reordered-tables", s, Tables.Shuffle(r.Next())),
        ["extra-column"] = (s, r) => Harmless("extra-column", s, Tables.One(Pick(r, Labels.WithColumns), TableChanges.AddColumn(Pick(r, Labels.News)))),
        ["extra-row"] = (s, r) => Harmless("extra-row", s, Tables.One(Pick(r, Labels.Parameters), TableChanges.AddRow(Pick(r, Labels.News)))),
        ["extra-table"] = (s, r) => Harmless("extra-table", s, Tables.Add(Pick(r, Labels.News), r.Next(8))),
        ["declared-unit"] = (s, _) => Harmless("declared-unit", s, Tables.OneWith("tbl-battery", TableChanges.Millivolts)),
        ["wrapped"] = (s, r) => HarmlessHtml("wrapped", s, HtmlChanges.Wrap(r.Next(1, 6))),
        ["attributes"] = (s, r) => HarmlessHtml("attributes", s, HtmlChanges.Attributes(r.Next(1000))),
        ["white-space"] = (s, r) => HarmlessHtml("white-space", s, HtmlChanges.Spaces(r.Next(1, 5))),
        ["comments"] = (s, r) => HarmlessHtml("comments", s, HtmlChanges.Comments(r.Next(1000))),
        ["spans-in-cells"] = (s, r) => HarmlessHtml("spans-in-cells", s, HtmlChanges.Inline(Pick(r, ["span", "b", "strong", "em"]))),
        ["other-chrome"] = (s, r) => HarmlessHtml("other-chrome", s, HtmlChanges.Chrome(r.Next(1000))),

        ["relabelled-row"] = (s, r) => Breaking("relabelled-row", s, Tables.Relabel(Pick(r, Labels.Rows), Pick(r, Labels.Prefixes))) with { OnlyRenames = true },
        ["relabelled-column"] = (s, r) => Breaking("relabelled-column", s, Tables.Rename(Pick(r, Labels.Columns), Pick(r, Labels.Prefixes))) with { OnlyRenames = true },
        ["relabelled-entry"] = (s, r) => Breaking("relabelled-entry", s, Tables.Term(Pick(r, Labels.Terms), Pick(r, Labels.Prefixes))) with { OnlyRenames = true },
        ["relabelled-several"] = (s, r) => Breaking("relabelled-several", s, Tables.Relabel(Some(r, AuroraMarkup.Renamed))) with { OnlyRenames = true },
        ["removed-row"] = (s, r) => Breaking("removed-row", s, Tables.Relabel(Pick(r, Labels.Rows), null)),
        ["removed-column"] = (s, r) => Breaking("removed-column", s, Tables.Rename(Pick(r, Labels.Columns), null)),
        ["removed-table"] = (s, r) => Breaking("removed-table", s, Tables.Remove(Pick(r, Labels.Tables))),
        ["swapped-labels"] = (s, r) => Breaking("swapped-labels", s, Tables.One(Pick(r, Labels.Parameters), TableChanges.SwapLabels(r.Next()))),
        ["swapped-headers"] = (s, r) => Breaking("swapped-headers", s, Tables.One(Pick(r, Labels.WithColumns), TableChanges.SwapHeaders(r.Next()))),
        ["swapped-cells"] = (s, r) => Breaking("swapped-cells", s, Tables.One(Pick(r, Labels.WithColumns), TableChanges.SwapCells(r.Next()))),
        ["swapped-leads"] = (s, _) => Breaking("swapped-leads", s, Tables.One("tbl-leads", TableChanges.RotateRows)),
        ["shifted-cells"] = (s, r) => Breaking("shifted-cells", s, Tables.One(Pick(r, Labels.WithColumns), TableChanges.Shift)),
        ["split-column"] = (s, r) => Breaking("split-column", s, Tables.Split(Pick(r, Labels.Columns))),
        ["merged-columns"] = (s, r) => Breaking("merged-columns", s, Tables.One(Pick(r, Labels.WithColumns), TableChanges.Merge(r.Next()))),
        ["silent-unit"] = (s, r) => Breaking("silent-unit", s, Tables.Scale(Pick(r, Labels.Scaled), Pick(r, [0.001, 0.01, 0.1, 1 / 12.0, 2, 10, 12, 100, 1000]))),
        ["unit-on-patient-page"] = (s, r) => Breaking("unit-on-patient-page", s, Tables.Scale(Pick(r, Labels.Scaled), Pick(r, [0.1, 2, 10]))) with { OnlyPatientPage = true },
        ["rounded"] = (s, _) => Breaking("rounded", s, Tables.Round),
        ["absent-as-zero"] = (s, _) => Breaking("absent-as-zero", s, Tables.Each(TableChanges.AbsentAsZero)),
        ["separators"] = (s, _) => Breaking("separators", s, Tables.Separators),
        ["time-zone"] = (s, r) => Breaking("time-zone", s, Tables.Zone(Pick(r, [-5, -1, 1, 2, 9]))),
        ["doubled-table"] = (s, r) => Breaking("doubled-table", s, Tables.Double(r.Next(2, 9))),
        ["wrong-patient"] = (s, _) => Breaking("wrong-patient", s, SamePage) with { OtherPatient = true },
        ["values-of-another"] = (s, _) => Breaking("values-of-another", s, SamePage) with { OtherPatient = true, KeepsIdentity = true },
        ["error-page"] = (s, r) => BreakingHtml("error-page", s, HtmlChanges.Error(r.Next(9000))),
        ["login-page"] = (s, r) => BreakingHtml("login-page", s, HtmlChanges.Login(r.Next(9000))),
        ["half-page"] = (s, r) => BreakingHtml("half-page", s, HtmlChanges.Cut(r.NextDouble())),
        ["half-page-closed"] = (s, r) => BreakingHtml("half-page-closed", s, HtmlChanges.CutAndClose(0.3 + (r.NextDouble() * 0.4))),
        ["lists-for-tables"] = (s, _) => BreakingHtml("lists-for-tables", s, HtmlChanges.ListsForTables),
    };

    /// <summary>All kinds.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [.. Makers.Keys];

    /// <summary>Draws a change.</summary>
    public static MarkupChange Draw(string kind, int seed) => Makers[kind](seed, RandomOf(kind, seed));

    private static MarkupChange Harmless(string kind, int seed, Func<AuroraPage, AuroraPage> change) => new(kind, seed, false, change, SameHtml);

    private static MarkupChange HarmlessHtml(string kind, int seed, Func<string, string> change) => new(kind, seed, false, SamePage, change);

    private static MarkupChange Breaking(string kind, int seed, Func<AuroraPage, AuroraPage> change) => new(kind, seed, true, change, SameHtml);

    private static MarkupChange BreakingHtml(string kind, int seed, Func<string, string> change) => new(kind, seed, true, SamePage, change);
}
