using System.Text.Json.Nodes;
using VendorSim.Changes;

namespace VendorSim.Borealis.Changes;

/// <summary>A change of the JSON API's answers.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Seed">What it was drawn with.</param>
/// <param name="Breaks">Whether a reader of the old answers reads values wrongly or not at all.</param>
/// <param name="OnPage">What it does to the content.</param>
/// <param name="OnText">What it does to the bytes, as text.</param>
internal sealed record JsonChange(string Kind, int Seed, bool Breaks, Action<JsonObject> OnPage, Func<string, string> OnText) : PortalChange(Kind, Seed, Breaks)
{
    /// <summary>What it makes of an answer.</summary>
    public string Apply(string json)
    {
        var page = JsonNode.Parse(json)!.AsObject();
        OnPage(page);
        return OnText(page.ToJsonString(BorealisNames.Written));
    }
}
