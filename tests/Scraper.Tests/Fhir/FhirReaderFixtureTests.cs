using System.Text.Json.Nodes;
using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Fhir;
using VectorCare.Scraper.Vendors;

namespace VectorCare.Scraper.Tests.Fhir;

/// <summary>What a person who reads the guide's examples finds in them.</summary>
public sealed class FhirReaderFixtureTests
{
    [Fact]
    public void Read_IdcoExample_IsReadTermByTerm()
    {
        var read = FhirFixtures.Read(FhirFixtures.Idco(), "AU1");
        var t = Assert.Single(read.Page.Transmissions);

        Assert.Equal(("IDCOExample2", DateTimeOffset.Parse("2019-10-16T21:15:00Z"), DateTimeOffset.Parse("2019-10-17T06:00:00Z")), (t.Id, t.SessionTime, t.Position));
        Assert.Equal((6.2, "V", "1", DateTimeOffset.Parse("2019-10-16T12:12:29-09:00")), Number(t, 721344));
        Assert.Equal((2450.0, "Ohm", "1", DateTimeOffset.Parse("2019-10-16T12:12:29-09:00")), Number(t, 721408));
        Assert.Equal((38.0, "mo", "1", DateTimeOffset.Parse("2019-10-16T12:12:29-09:00")), Number(t, 721472));
        Assert.Equal((9.4, "s", null, DateTimeOffset.Parse("2018-03-21T12:12:29-09:00")), Number(t, 721728));
        Assert.Equal((530.0, "Ohm", null, DateTimeOffset.Parse("2020-03-21T12:12:29-09:00")), Number(t, 722432));
        Assert.Equal(["RA"], t.Measurements.Where(m => m.Code is >= 721984 and <= 722496).Select(m => m.Channel).Distinct());
        Assert.Equal(("BOS", 754113), Coded(t, 721280));
        Assert.Equal(("CheckLead", 754241), Coded(t, 721984));
        Assert.Equal(("On", 754817), Coded(t, 731520));
        Assert.Equal([("1", 300.0), ("2", 375.0)], t.Measurements.Where(m => m.Code == 731840).Select(m => (m.Group!, m.Value!.Value)));
        Assert.Empty(t.Episodes);
        Assert.Empty(read.NotUnderstood);
        Assert.Null(ValueContracts.Broken(t, DateTimeOffset.Parse("2026-03-01T00:00:00Z")));
    }

    [Fact]
    public void Read_IdcoExample_TellsTheTermsThatItDoesNotKnow()
    {
        var t = FhirFixtures.Read(FhirFixtures.Idco(), "AU1").Page.Transmissions[0];

        Assert.Equal(["721601", "721602", "721603"], t.NotUnderstood.Select(n => n.Code).Order());
        Assert.All(t.NotUnderstood, n => Assert.Equal("unknown-code", n.Why));
        Assert.Equal("component[7]", t.NotUnderstood[0].Where);
    }

    [Fact]
    public void Read_IdcoExampleAsItIs_NamesNobodyAndIsNotBelieved() => Refused("no-patient", FhirFixtures.Read(FhirFixtures.Json("Observation-IDCOExample2"), "AU1"));

    [Theory]
    [InlineData(1, nameof(ConnectivityStatus.Disconnected), nameof(ConnectivityModifier.SetupNotCompleted), null, null, nameof(DeviceKind.Icd))]
    [InlineData(2, nameof(ConnectivityStatus.Disconnected), nameof(ConnectivityModifier.Inactive), "2025-02-19T06:00:00Z", "2025-02-19T06:00:00Z", nameof(DeviceKind.Icd))]
    [InlineData(3, nameof(ConnectivityStatus.Connected), null, "2025-05-18T06:00:00Z", "2025-05-19T06:00:00Z", nameof(DeviceKind.Pacemaker))]
    [InlineData(4, nameof(ConnectivityStatus.Disconnected), nameof(ConnectivityModifier.Suspended), "2025-04-25T06:00:00Z", "2025-05-19T06:00:00Z", nameof(DeviceKind.Pacemaker))]
    [InlineData(5, nameof(ConnectivityStatus.Disconnected), null, "2025-05-04T06:00:00Z", "2025-05-04T06:00:00Z", nameof(DeviceKind.Pacemaker))]
    public void Read_UseCase_IsTheStandingOfItsDevice(int number, string status, string? modifier, string? device, string? monitor, string kind)
    {
        var read = FhirFixtures.Read(UseCase(number), $"uc{number}ACMEPatient");

        Assert.Null(read.Page.Outcome);
        Assert.Empty(read.NotUnderstood);
        var standing = Assert.Single(read.Connectivity);
        Assert.Equal((status, modifier, kind), (standing.Status.ToString(), standing.Modifier?.ToString(), standing.Device?.Kind.ToString()));
        Assert.Equal((Instant(device), Instant(monitor)), (standing.DeviceHeard, standing.MonitorHeard));
        Assert.Equal(DateTimeOffset.Parse("2025-05-19T08:00:00Z"), standing.At);
        // Of its own, though a monitor stands beside it, and whatever its name says: the code of case 2 is a defibrillator's.
        Assert.Equal(("ACME Devices", number == 1 ? "uc1ACMEICD" : $"uc{number}ACMEPacemaker"), (standing.Device?.Manufacturer, standing.Device?.Serial));
        Assert.Empty(standing.NotUnderstood);
    }

    [Fact]
    public void Read_UseCase2_HasItsDaysAndDates()
    {
        var standing = FhirFixtures.Read(UseCase(2), "uc2ACMEPatient").Connectivity[0];

        Assert.Equal((14, 14), (standing.ExpectedDays, standing.IntervalDays));
        Assert.Equal((DateTimeOffset.Parse("2025-02-08T06:00:00Z"), DateTimeOffset.Parse("2025-05-30T00:00:00Z")), (standing.Interrogated, standing.NextInterrogation));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void Read_UseCaseForAnother_IsNotBelieved(int number)
    {
        Refused("wrong-patient", FhirFixtures.Read(UseCase(number), "uc3ACMEPatient"));
        Refused("wrong-patient", FhirFixtures.Read(FhirFixtures.Bundle(FhirFixtures.Json($"Observation-uc{number}Connectivity")), "uc3ACMEPatient"));
    }

    [Fact]
    public void Read_ByIdentifier_BelievesThePatientThatHasIt()
    {
        Assert.Single(FhirFixtures.Read(UseCase(2), "ACME2222", "http://example.org").Connectivity);
        Refused("wrong-patient", FhirFixtures.Read(UseCase(2), "ACME3333", "http://example.org"));
        Refused("wrong-patient", FhirFixtures.Read(UseCase(2), "ACME2222", "http://example.com"));
    }

    [Fact]
    public void Read_EveryFileAlone_SaysSomethingOrWhyNot()
    {
        if (FhirFixtures.Folder is null)
            Assert.Skip("The FHIR examples (fixtures/cardx-fhir of the shared folder) are not there.");
        foreach (var name in Directory.GetFiles(FhirFixtures.Folder, "*.json").Select(f => Path.GetFileNameWithoutExtension(f)))
        {
            var json = FhirFixtures.Json(name);
            var type = json["resourceType"]!.GetValue<string>();
            var whose = type == "Patient" ? json["id"]!.GetValue<string>() : json["subject"]?["reference"]?.GetValue<string>()["Patient/".Length..] ?? "AU1";
            var read = FhirFixtures.Read(json, whose);

            Assert.Equal((name, type == "Device" || name == "Observation-IDCOExample2" ? "no-patient" : null), (name, read.Page.Reason));
            Assert.Empty(read.NotUnderstood);
            Assert.Equal(name.EndsWith("Connectivity", StringComparison.Ordinal) ? 1 : 0, read.Connectivity.Count);
        }
    }

    private static JsonNode UseCase(int number) => FhirFixtures.Bundle(
        ((string[])["Patient-uc{0}Patient", "Device-uc{0}ICD", "Device-uc{0}Pacemaker", "Device-uc{0}CIEDMonitor", "Observation-uc{0}Connectivity"]).Select(f => string.Format(f, number))
            .Where(f => FhirFixtures.Folder is null || File.Exists(Path.Combine(FhirFixtures.Folder, f + ".json"))).Select(FhirFixtures.Json));

    private static void Refused(string reason, FhirPage read)
    {
        Assert.Equal((PollOutcome.Suspicious, reason), (read.Page.Outcome, read.Page.Reason));
        Assert.Empty(read.Page.Transmissions);
        Assert.Empty(read.Connectivity);
    }

    private static DateTimeOffset? Instant(string? text) => text is null ? null : DateTimeOffset.Parse(text);

    private static (double? Value, string? Unit, string? Group, DateTimeOffset? Time) Number(ParsedTransmission transmission, int code)
    {
        var measurement = Assert.Single(transmission.Measurements, m => m.Code == code);
        return (measurement.Value, measurement.Unit, measurement.Group, measurement.DeviceTime);
    }

    private static (string? Name, int? Code) Coded(ParsedTransmission transmission, int code)
    {
        var measurement = Assert.Single(transmission.Measurements, m => m.Code == code);
        return (measurement.Enum, measurement.EnumCode);
    }
}
