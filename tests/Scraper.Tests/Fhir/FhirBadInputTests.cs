using System.Text.Json.Nodes;
using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Fhir;
using VectorCare.Scraper.Vendors;

namespace VectorCare.Scraper.Tests.Fhir;

/// <summary>Answers of our own, each with something wrong in it.</summary>
public sealed class FhirBadInputTests
{
    private const string Mdc = FhirElement.Nomenclature;

    [Theory]
    [InlineData("", "malformed-json")]
    [InlineData("{\"resourceType\":\"Observation\"", "malformed-json")]
    [InlineData("{\"resourceType\":\"Observation\",\"id\":\"a\",\"id\":\"b\"}", "malformed-json")]
    [InlineData("{\"resourceType\":\"Patient\",\"id\":\"\\ud800\"}", "malformed-json")]
    [InlineData("[]", "unknown-resource")]
    [InlineData("{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[]}", "unknown-resource")]
    [InlineData("{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"implicitRules\":\"http://x\",\"entry\":[]}", "unknown-resource")]
    [InlineData("{\"resourceType\":\"OperationOutcome\",\"issue\":[]}", "operation-outcome")]
    [InlineData("{\"resourceType\":\"Patient\"}", "resource-without-id")]
    [InlineData("{\"resourceType\":\"Bundle\",\"type\":\"searchset\"}", "no-patient")]
    public void Read_NoAnswer_IsRefused(string json, string reason)
    {
        var read = FhirFixtures.Read(json, "AU1");

        Assert.NotNull(read.Page.Outcome);
        Assert.Equal(reason, read.Page.Reason);
    }

    [Fact]
    public void Read_Nested_IsRefusedBeforeItIsRead() =>
        Assert.Equal("malformed-json", FhirFixtures.Read($$"""{"resourceType":"Patient","id":"AU1","x":{{new string('[', 40)}}{{new string(']', 40)}}}""", "AU1").Page.Reason);

    [Fact]
    public void Read_TooMuch_IsRefused()
    {
        var components = new JsonArray([.. Enumerable.Range(0, 5_001).Select(_ => (JsonNode)Voltage())]);
        var resources = Enumerable.Range(0, 1_001).Select(i => (JsonNode)new JsonObject { ["resourceType"] = "Device", ["id"] = $"d{i}" });

        Assert.Equal("too-many-components", Read(o => o["component"] = components).Page.Reason);
        Assert.Equal("too-many-resources", FhirFixtures.Read(FhirFixtures.Bundle(resources), "AU1").Page.Reason);
    }

    [Fact]
    public void Read_AsItShouldBe_IsBelieved()
    {
        var read = Read(_ => { });

        var t = Assert.Single(read.Page.Transmissions);
        Assert.Equal((2.9, "V"), (Assert.Single(t.Measurements).Value, t.Measurements[0].Unit));
        Assert.Empty(t.NotUnderstood);
    }

    [Theory]
    [InlineData("Patient/AU2", "wrong-patient")]
    [InlineData("Practitioner/AU1", "wrong-patient")]
    [InlineData("https://elsewhere.example/fhir/Patient/AU1", "wrong-patient")]
    [InlineData("#AU1", "wrong-patient")]
    [InlineData("Patient/AU1/_history/3", null)]
    public void Read_Subject_MustBeThePatient(string reference, string? reason) =>
        Assert.Equal(reason, Read(o =>
        {
            o["subject"] = new JsonObject { ["reference"] = reference };
            o["contained"] = new JsonArray(new JsonObject { ["resourceType"] = "Patient", ["id"] = "AU1" });
        }).Page.Reason);

    [Fact]
    public void Read_OneOfSeveralIsAnothers_BelievesNone()
    {
        var other = Observation();
        other["id"] = "other";
        other["subject"] = new JsonObject { ["reference"] = "Patient/AU2" };

        var read = FhirFixtures.Read(FhirFixtures.Bundle(Observation(), other), "AU1");

        Assert.Equal("wrong-patient", read.Page.Reason);
        Assert.Empty(read.Page.Transmissions);
    }

    [Fact]
    public void Read_OneIdTwice_BelievesNone() => Assert.Equal("doubled-resource", FhirFixtures.Read(FhirFixtures.Bundle(Observation(), Observation()), "AU1").Page.Reason);

    [Theory]
    [InlineData("preliminary", "not-final")]
    [InlineData("entered-in-error", "withdrawn")]
    [InlineData("finished", "unknown-status")]
    public void Read_ObservationThatDoesNotCount_IsToldAndNotTaken(string status, string why)
    {
        var read = Read(o => o["status"] = status);

        Assert.Null(read.Page.Outcome);
        Assert.Empty(read.Page.Transmissions);
        Assert.Equal(new NotUnderstood("status", null, why), Assert.Single(read.NotUnderstood));
    }

    [Fact]
    public void Read_WithoutATime_IsRefused() => Assert.Equal("no-session-time", Read(o => o["effectiveDateTime"] = "yesterday").Page.Reason);

    [Fact]
    public void Read_ResourceThatNobodyKnows_IsToldWithItsPlace()
    {
        var read = FhirFixtures.Read(FhirFixtures.Bundle(Observation(), new JsonObject { ["resourceType"] = "Encounter", ["id"] = "e" }), "AU1");

        Assert.Single(read.Page.Transmissions);
        Assert.Equal(new NotUnderstood("entry[1].resourceType", "Encounter", "unknown-resource"), Assert.Single(read.NotUnderstood));
    }

    [Theory]
    [InlineData("""{"valueQuantity":{"value":2.9,"comparator":"<","code":"V"}}""", "inexact-value")]
    [InlineData("""{"valueQuantity":{"value":"2.9","code":"V"}}""", "bad-value")]
    [InlineData("""{"valueQuantity":{"value":1e999,"code":"V"}}""", "bad-value")]
    [InlineData("""{"valueQuantity":{"value":2.9}}""", "missing-unit")]
    [InlineData("""{"valueQuantity":{"value":2.9,"code":"furlong"}}""", "unknown-unit")]
    [InlineData("""{"valueQuantity":{"value":2.9,"code":"V","system":"http://units.example"}}""", "unknown-unit")]
    [InlineData("""{"valueQuantity":{"value":2.9,"code":"V"},"valueString":"2.9"}""", "several-values")]
    [InlineData("""{"valueSampledData":{"data":"1 2 3"}}""", "unknown-value")]
    [InlineData("""{"valueString":"high"}""", "bad-value")]
    [InlineData("""{"valueQuantity":{"value":2.9,"code":"V"},"modifierExtension":[{"url":"http://x"}]}""", "unknown-modifier")]
    public void Read_ValueThatIsNone_IsToldWithItsPlaceAndNotTaken(string value, string why)
    {
        var component = JsonNode.Parse(value)!.AsObject();
        component["code"] = Code(Mdc, "721344");

        var t = Assert.Single(Read(o => o["component"] = new JsonArray(Voltage("721408", "Ohm"), component)).Page.Transmissions);

        Assert.Equal(721408, Assert.Single(t.Measurements).Code);
        Assert.Equal(new NotUnderstood("component[1]", "721344", why), Assert.Single(t.NotUnderstood));
    }

    [Theory]
    [InlineData(Mdc, "999999", null, "unknown-code")]
    [InlineData("http://loinc.org", "721344", null, "unknown-coding-system")]
    [InlineData(Mdc, "721344", "MDC_IDC_MSMT_BATTERY_IMPEDANCE", "conflicting-code")]
    public void Read_CodeThatIsNone_IsTold(string system, string code, string? display, string why)
    {
        var component = Voltage();
        component["code"] = Code(system, code, display);

        var t = Assert.Single(Read(o => o["component"] = new JsonArray(Voltage("721408", "Ohm"), component)).Page.Transmissions);

        Assert.Equal((code, why), (Assert.Single(t.NotUnderstood).Code, t.NotUnderstood[0].Why));
        Assert.Single(t.Measurements);
    }

    [Fact]
    public void Read_AbsentValue_StaysAbsentAndIsNoTrouble()
    {
        var absent = new JsonObject { ["code"] = Code(Mdc, "721344"), ["dataAbsentReason"] = Code("http://terminology.hl7.org/CodeSystem/data-absent-reason", "not-performed") };

        var t = Assert.Single(Read(o => o["component"] = new JsonArray(Voltage("721408", "Ohm"), absent)).Page.Transmissions);

        Assert.Equal(721408, Assert.Single(t.Measurements).Code);
        Assert.Empty(t.NotUnderstood);
    }

    [Fact]
    public void Read_DeviceOfAnEarlierRelease_IsReadAndMustBeThePatients()
    {
        static JsonObject Device(string patient) => new()
        {
            ["resourceType"] = "Device",
            ["id"] = "d1",
            ["type"] = Code(Mdc, "753667"),
            ["manufacturer"] = "Maker",
            ["serialNumber"] = "S1",
            ["patient"] = new JsonObject { ["reference"] = "Patient/" + patient },
        };

        var observation = Observation();
        observation["device"] = new JsonObject { ["reference"] = "Device/d1" };

        Assert.Equal(new ParsedDevice("Maker", null, "S1", DeviceKind.CrtD), FhirFixtures.Read(FhirFixtures.Bundle(observation, Device("AU1")), "AU1").Page.Transmissions[0].Device);
        Assert.Equal("wrong-patient", FhirFixtures.Read(FhirFixtures.Bundle(observation, Device("AU2")), "AU1").Page.Reason);
    }

    [Fact]
    public void Read_TermsOfAnotherDevice_AreNotBelieved()
    {
        var observation = Observation();
        observation["device"] = new JsonObject { ["reference"] = "Device/d1" };
        observation["component"] = new JsonArray(Voltage(), new JsonObject { ["code"] = Code(Mdc, "720899"), ["valueString"] = "S2" });
        var device = new JsonObject { ["resourceType"] = "Device", ["id"] = "d1", ["serialNumber"] = "S1" };

        Assert.Equal("wrong-device", FhirFixtures.Read(FhirFixtures.Bundle(observation, device), "AU1").Page.Reason);
    }

    [Theory]
    [InlineData("connectivity-status", "offline", "no-status")]
    [InlineData("connectivity-modifier", "on-holiday", null)]
    public void Read_StandingThatNobodyKnows_IsTold(string code, string value, string? outside)
    {
        var standing = new JsonObject
        {
            ["resourceType"] = "Observation",
            ["id"] = "c1",
            ["status"] = "final",
            ["code"] = Code(FhirElement.CardX, "observation-cied-connectivity"),
            ["subject"] = new JsonObject { ["reference"] = "Patient/AU1" },
            ["effectiveDateTime"] = "2026-03-01T12:00:00Z",
            ["component"] = new JsonArray(
                new JsonObject { ["code"] = Code(FhirElement.CardX, "connectivity-status"), ["valueCodeableConcept"] = Code(FhirElement.CardX, code == "connectivity-status" ? value : "disconnected") },
                new JsonObject { ["code"] = Code(FhirElement.CardX, "connectivity-modifier"), ["valueCodeableConcept"] = Code(FhirElement.CardX, code == "connectivity-status" ? "suspended" : value) }),
        };

        var read = FhirFixtures.Read(standing, "AU1");

        Assert.Equal(outside is null ? 1 : 0, read.Connectivity.Count);
        Assert.Contains(outside is null ? read.Connectivity[0].NotUnderstood : read.NotUnderstood, n => (n.Code, n.Why) == (code, "unknown-enum"));
        Assert.Equal(outside is null ? 0 : 2, read.NotUnderstood.Count);
    }

    private static FhirPage Read(Action<JsonObject> change)
    {
        var observation = Observation();
        change(observation);
        return FhirFixtures.Read(observation, "AU1");
    }

    private static JsonObject Observation() => new()
    {
        ["resourceType"] = "Observation",
        ["id"] = "t1",
        ["status"] = "final",
        ["code"] = Code(Mdc, "720908"),
        ["subject"] = new JsonObject { ["reference"] = "Patient/AU1" },
        ["effectiveDateTime"] = "2026-03-01T12:00:00Z",
        ["component"] = new JsonArray(Voltage()),
    };

    private static JsonObject Voltage(string code = "721344", string unit = "V") => new()
    {
        ["code"] = Code(Mdc, code),
        ["valueQuantity"] = new JsonObject { ["value"] = 2.9, ["unit"] = unit, ["system"] = "http://unitsofmeasure.org", ["code"] = unit },
    };

    private static JsonObject Code(string system, string code, string? display = null) => new()
    {
        ["coding"] = new JsonArray(new JsonObject { ["system"] = system, ["code"] = code, ["display"] = display }),
    };
}
