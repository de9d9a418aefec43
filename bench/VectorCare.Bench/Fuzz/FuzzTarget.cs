using System.Globalization;
using System.Text.Json;
using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Fhir;
using VectorCare.Scraper.Hl7;
using VectorCare.Scraper.Idco;
using VectorCare.Scraper.Vendors;
using VectorCare.Scraper.Vendors.Aurora;
using VectorCare.Scraper.Vendors.Borealis;
using VectorCare.Scraper.Vendors.Cygnus;

namespace VectorCare.Bench.Fuzz;

/// <summary>Whose page a seed is.</summary>
internal sealed record FuzzPatient(string PortalRef, string Clinic);

/// <summary>A page to begin with.</summary>
internal sealed record FuzzSeed(byte[] Body, FuzzPatient Patient);

/// <summary>A reader of pages: what it makes of bytes for a patient, as the adapter would.</summary>
/// <param name="Name">Name of the target and of its corpus.</param>
/// <param name="Syntax">What its pages are written in.</param>
/// <param name="NamesPatient">Whether each of its pages must say whose it is; the inbox of HL7 messages is named by a header.</param>
/// <param name="Read">Reads.</param>
internal sealed record FuzzTarget(string Name, FuzzSyntax Syntax, bool NamesPatient, Func<byte[], FuzzPatient, ParsedPage> Read)
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly IdcoReader Idco = new(TimeSpan.Zero);
    private static readonly FhirReader Fhir = new(TimeSpan.Zero);

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("aurora", FuzzSyntax.Html, true, (body, patient) => Check(AuroraParser.Parse(body, new PollTarget(Guid.Empty, patient.Clinic, patient.PortalRef)).Page)),
        new("borealis", FuzzSyntax.Json, true, (body, patient) => Check(BorealisParser.Parse(body, patient.PortalRef).Page)),
        new("cygnus", FuzzSyntax.Hl7, false, Messages),
        new("fhir", FuzzSyntax.Json, true, (body, patient) => Check(Fhir.Read(body, new FhirPatient(patient.PortalRef)).Page)),
        new("cygnus-index", FuzzSyntax.Json, false, (body, _) => Index(body)),
    ];

    private static ParsedPage Check(ParsedPage page)
    {
        if (page.Outcome is not null)
            return page;
        var broken = page.Transmissions.Select(t => ValueContracts.Broken(t, Now)).FirstOrDefault(b => b is not null);
        return broken is null ? page : ParsedPage.Suspicious(broken);
    }

    private static ParsedPage Messages(byte[] body, FuzzPatient patient)
    {
        var (error, messages) = Hl7Reader.Read(body);
        if (error != Hl7Error.None)
            return ParsedPage.Failed("hl7-" + error.ToString().ToLower(CultureInfo.InvariantCulture));
        var read = messages.Select(m => Idco.Read(m, messages.Count == 1 ? "1" : null, Now)).ToList();
        if (read.Find(r => r.Transmission is null) is { } failed)
            return ParsedPage.Failed(failed.Reason!);
        return read.SelectMany(r => r.Identifiers).Any(i => i.Authority == "CYGNUS" && i.Value != patient.PortalRef)
            ? ParsedPage.Suspicious("wrong-patient")
            : Check(ParsedPage.Of([.. read.Select(r => r.Transmission!)]));
    }

    private static ParsedPage Index(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, CygnusContext.Default.IReadOnlyListCygnusEntry) is null ? ParsedPage.Failed("malformed-index") : ParsedPage.Of([]);
        }
        catch (JsonException)
        {
            return ParsedPage.Failed("malformed-index");
        }
    }
}

/// <summary>What pages are written in.</summary>
internal enum FuzzSyntax
{
    /// <summary>HTML.</summary>
    Html,

    /// <summary>JSON.</summary>
    Json,

    /// <summary>HL7 v2.</summary>
    Hl7,
}
