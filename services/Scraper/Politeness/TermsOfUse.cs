namespace VectorCare.Scraper.Politeness;

/// <summary>What a vendor's terms of use say about polling.</summary>
public enum TermsOfUse
{
    /// <summary>Nobody wrote down what they say; the vendor is polled.</summary>
    NotReviewed,

    /// <summary>They permit it.</summary>
    Permitted,

    /// <summary>They forbid it; the vendor is not polled.</summary>
    Forbidden,
}
