using VectorCare.Contracts.Messages;

namespace VectorCare.Scraper.Vendors;

/// <summary>A transmission as a parser read it, before it is bound to a patient.</summary>
/// <param name="Id">The vendor's id, unique per patient.</param>
/// <param name="Position">Place in the vendor's order of arrival: watermarks compare it.</param>
/// <param name="SessionTime">When the device was interrogated.</param>
/// <param name="Device">The device.</param>
/// <param name="Measurements">Typed values; absent values are absent.</param>
/// <param name="Episodes">Episodes of this transmission.</param>
/// <param name="VendorAlerts">Alerts the vendor asserts.</param>
/// <param name="NotUnderstood">What was seen and not understood.</param>
internal sealed record ParsedTransmission(
    string Id,
    DateTimeOffset Position,
    DateTimeOffset SessionTime,
    ParsedDevice Device,
    IReadOnlyList<Measurement> Measurements,
    IReadOnlyList<DeviceEpisode> Episodes,
    IReadOnlyList<VendorAlert> VendorAlerts,
    IReadOnlyList<NotUnderstood> NotUnderstood)
{
    /// <summary>The page it was read from, alive until the end of the poll.</summary>
    public FetchedPage? Source { get; init; }

    /// <summary>Embedded documents, as they stand on the page.</summary>
    public IReadOnlyList<ParsedAttachment> Attachments { get; init; } = [];
}

/// <summary>An embedded document, unpacked only when its transmission is new.</summary>
/// <param name="MediaType">What it is.</param>
/// <param name="Base64">Its bytes on the page, valid base64, alive until the end of the poll.</param>
internal sealed record ParsedAttachment(string MediaType, ReadOnlyMemory<byte> Base64);

/// <summary>The device with its serial number, which never leaves the scraper.</summary>
internal sealed record ParsedDevice(string? Manufacturer, string? Model, string? Serial, DeviceKind Kind);
