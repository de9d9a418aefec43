namespace VendorSim.Aurora.Changes;

/// <summary>A change of the portal's markup, the same on every page it is applied to.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Seed">What it was drawn with; the same seed gives the same change.</param>
/// <param name="Breaks">Whether a reader of the old markup reads values wrongly or not at all.</param>
/// <param name="OnPage">What it does to the content.</param>
/// <param name="OnHtml">What it does to the bytes, as text.</param>
internal sealed record MarkupChange(string Kind, int Seed, bool Breaks, Func<AuroraPage, AuroraPage> OnPage, Func<string, string> OnHtml)
{
    /// <summary>Whether only the patient page changes and not the pages of single transmissions.</summary>
    public bool OnlyPatientPage { get; init; }

    /// <summary>Whether the page of another patient is sent.</summary>
    public bool OtherPatient { get; init; }

    /// <summary>Whether the other patient's page carries this patient's identity.</summary>
    public bool KeepsIdentity { get; init; }
}
