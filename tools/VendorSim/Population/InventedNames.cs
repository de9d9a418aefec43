namespace VendorSim.Population;

/// <summary>Names that belong to nobody: clouds, stars and plants.</summary>
internal static class InventedNames
{
    private static readonly string[] Families =
        ["Nimbus", "Cirrus", "Alder", "Vega", "Larch", "Thistle", "Altair", "Bramble", "Capella", "Sorrel", "Juniper", "Rigel", "Tansy", "Yarrow", "Mimosa", "Stratus", "Spica", "Hazel-Moor", "Fennel", "Castor"];

    private static readonly string[] Givens =
        ["Orla", "Tamsin", "Bertil", "Ilka", "Quill", "Joran", "Mirel", "Sanne", "Odo", "Pia", "Rurik", "Thea", "Ulla", "Vito", "Wanda", "Xaver", "Yrsa", "Zeno"];

    public static string Family(int index) => Families[(int)(Draw.Mix((ulong)index + 11) % (ulong)Families.Length)];

    public static string Given(int index) => Givens[(int)(Draw.Mix((ulong)index + 23) % (ulong)Givens.Length)];
}
