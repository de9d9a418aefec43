using System.Text;
using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Vendors;

namespace VectorCare.Scraper.Tests.Idco;

/// <summary>What a person who reads each message finds in it.</summary>
public sealed class IdcoReaderFixtureTests
{
    private const int Shocks = 737824, Atp = 737888, LeadStatus = 722752, RecentCount = 738000;

    [Theory]
    [InlineData("vt-step-7", "2010-07-11T12:00:00Z", 1)]
    [InlineData("vt-step-9", "2010-07-26T12:00:00Z", 1)]
    [InlineData("vt-step-12", "2010-09-29T12:00:00Z", 1)]
    [InlineData("vt-step-15", "2010-11-26T08:00:00Z", 3)]
    [InlineData("vt-step-16", "2010-11-30T02:00:00Z", 3)]
    [InlineData("vt-step-18-1", "2010-12-05T14:00:00Z", 6)]
    [InlineData("vt-step-18-2", "2010-12-12T15:00:00Z", 1)]
    [InlineData("vt-step-19", "2011-01-24T10:00:00Z", 1)]
    [InlineData("vt-step-20", "2011-02-02T01:00:00Z", 1)]
    public void Read_StepsOfOnePatient_AgreeOnDeviceAndSession(string name, string session, int attachments)
    {
        var result = IdcoFixtures.Read(name);

        var transmission = Assert.IsType<ParsedTransmission>(result.Transmission);
        Assert.Equal(DateTimeOffset.Parse(session), transmission.SessionTime);
        Assert.Equal(new ParsedDevice("MDT", "Maximo", "D284DRG", DeviceKind.Icd), transmission.Device);
        Assert.Equal(attachments, transmission.Attachments.Count);
        Assert.All(transmission.Attachments, a => Assert.Equal(("application/pdf", "JVBERi0"), (a.MediaType, Encoding.ASCII.GetString(a.Base64.Span[..7]))));
        Assert.DoesNotContain(transmission.Measurements, m => m.Code == LeadStatus);
        Assert.Equal((4.0, "V", "LV"), Number(transmission, 729987));
        Assert.Equal((3.5, "V", "RA"), Number(transmission, 729984));
        Assert.Equal((3.5, "V", "RV"), Number(transmission, 729985));
    }

    [Fact]
    public void Read_Step7_IsARemoteFollowUpWithoutEpisode()
    {
        var t = Transmission("vt-step-7");

        Assert.Empty(t.Episodes);
        Assert.Empty(t.NotUnderstood);
        Assert.Equal((3.2, "V", null), Number(t, 721344));
        Assert.Equal("Connected", Coded(t, 720970));
        Assert.Equal("Remote", Coded(t, 721026));
    }

    [Fact]
    public void Read_Step9_HasOneTreatedVt()
    {
        var t = Transmission("vt-step-9");

        var episode = Assert.Single(t.Episodes);
        Assert.Equal(EpisodeType.Vt, episode.Type);
        Assert.Equal(("Successful", 755137), (episode.TherapyResult, episode.TherapyResultCode));
        Assert.Equal(new DateTimeOffset(2010, 7, 26, 12, 0, 0, TimeSpan.Zero), episode.Start);
        Assert.Null(episode.DurationSeconds);
        Assert.Null(episode.VentricularRateBpm);
        Assert.Equal(3, Number(t, Atp).Value);
        Assert.Equal(0, Number(t, Shocks).Value);
        Assert.Equal((1, "1", null), Number(t, RecentCount));
        Assert.Equal(772099, Assert.Single(t.Measurements, m => m.Code == 737984).EnumCode);
        Assert.Empty(t.NotUnderstood);
    }

    [Fact]
    public void Read_Step12_CountsConsecutivePrematureBeatsOnly()
    {
        var t = Transmission("vt-step-12");

        Assert.Empty(t.Episodes);
        Assert.Equal(3, Number(t, RecentCount).Value);
        Assert.Equal(773124, Assert.Single(t.Measurements, m => m.Code == 737984).EnumCode);
        Assert.Equal("InClinic", Coded(t, 721026));
        Assert.Empty(t.NotUnderstood);
    }

    [Theory]
    [InlineData("vt-step-15", 1, 0, null)]
    [InlineData("vt-step-16", 0, 1, 1.0)]
    [InlineData("vt-step-18-1", 1, 0, null)]
    public void Read_LaterSteps_HaveOneVtWithItsTherapy(string name, double atp, double shocks, double? duration)
    {
        var t = Transmission(name);

        var episode = Assert.Single(t.Episodes);
        Assert.Equal((EpisodeType.Vt, "Successful", duration), (episode.Type, episode.TherapyResult, episode.DurationSeconds));
        Assert.Equal(atp, Number(t, Atp).Value);
        Assert.Equal(shocks, Number(t, Shocks).Value);
        Assert.Empty(t.NotUnderstood);
    }

    [Fact]
    public void Read_Step18Second_HasNoEpisode()
    {
        var t = Transmission("vt-step-18-2");

        Assert.Empty(t.Episodes);
        Assert.Equal((0, 0, 0), (Number(t, RecentCount).Value, Number(t, Atp).Value, Number(t, Shocks).Value));
        Assert.Empty(t.NotUnderstood);
    }

    [Fact]
    public void Read_Step19_HasNonSustainedVtByVendorTypeAlone()
    {
        var t = Transmission("vt-step-19");

        Assert.Equal(EpisodeType.Nsvt, Assert.Single(t.Episodes).Type);
        Assert.Equal(8, Number(t, RecentCount).Value);
        Assert.Empty(t.NotUnderstood);
    }

    [Fact]
    public void Read_Step20_HasVtWithShockAndReportsTheVendorCodeOfTwoNames()
    {
        var t = Transmission("vt-step-20");

        var vt = Assert.Single(t.Episodes, e => e.Type == EpisodeType.Vt);
        Assert.Equal((3, 1, "Successful"), (vt.AtpDelivered, vt.ShocksDelivered, vt.TherapyResult));
        Assert.Equal(1, Number(t, Shocks).Value);
        Assert.Equal(3, Number(t, Atp).Value);
        Assert.Equal(EpisodeType.Other, Assert.Single(t.Episodes, e => e.Id != vt.Id).Type);
        Assert.Equal(("772103", "conflicting-code"), (Assert.Single(t.NotUnderstood).Code, t.NotUnderstood[0].Why));
    }

    [Theory]
    [InlineData("af-scenario-1", 1800.0)]
    [InlineData("af-scenario", null)]
    public void Read_AfScenarios_HaveAtAfAndSvt(string name, double? duration)
    {
        var t = Transmission(name);

        Assert.Collection(
            t.Episodes.OrderBy(e => e.Type),
            e => Assert.Equal((EpisodeType.AtAf, duration), (e.Type, e.DurationSeconds)),
            e => Assert.Equal((EpisodeType.Svt, null), (e.Type, e.DurationSeconds)));
        Assert.All(t.Episodes, e => Assert.Equal(new DateTimeOffset(2010, 3, 22, 10, 10, 10, TimeSpan.Zero), e.Start));
        Assert.Equal(new ParsedDevice("STJ", "CD2215-36", "9925119", DeviceKind.Icd), t.Device);
        Assert.Equal(new DateTimeOffset(2010, 3, 22, 10, 10, 7, TimeSpan.Zero), t.SessionTime);
        Assert.Equal(0, Number(t, Shocks).Value);
    }

    [Fact]
    public void Read_AfScenario1_ReportsItsCutOffReport()
    {
        var note = Assert.Single(Transmission("af-scenario-1").NotUnderstood);
        Assert.Equal(new NotUnderstood("OBX-11", "18750-0", "truncated"), note);
        Assert.Empty(Transmission("af-scenario").NotUnderstood);
    }

    [Fact]
    public void Read_SecuraDr_HasALeadToCheck()
    {
        var t = Transmission("secura-dr");

        Assert.Equal("CheckLead", Coded(t, LeadStatus));
        Assert.Equal((2.94, "V", null), Number(t, 721344));
        Assert.Equal(0, Number(t, 737856).Value);
        Assert.Equal(new ParsedDevice("MDT", "Secura", "PZC600368S", DeviceKind.Icd), t.Device);
        Assert.Equal(new DateTimeOffset(2010, 4, 14, 9, 14, 19, TimeSpan.Zero), t.SessionTime);
        Assert.Empty(t.Episodes);
        Assert.Empty(t.NotUnderstood);
    }

    [Fact]
    public void Read_FullCrtD_IsUnderstoodTermByTerm()
    {
        var t = Transmission("full-crt-d");

        Assert.Empty(t.NotUnderstood);
        Assert.Equal(new ParsedDevice("BIO", "Device Model Name", "5867463524", DeviceKind.CrtD), t.Device);
        Assert.Equal((3000, "Ohm", "RV"), Number(t, 722433));
        Assert.Equal((39, "mo", null), Number(t, 721472));
        Assert.Equal((-20, "ms", null), Number(t, 729344));
        Assert.Equal((80, "%", null), Number(t, 737808));
        Assert.Equal("MOS", Coded(t, 721280));
        Assert.Equal("CheckLead", Coded(t, 721985));
        Assert.Equal("On", Coded(t, 731520));
        Assert.Equal(["RA", "RV", "LV"], t.Measurements.Where(m => m.Code == 720970).Select(m => m.Channel));
        Assert.Equal(["1", "2", "3"], t.Measurements.Where(m => m.Code == RecentCount).Select(m => m.Group));
        Assert.DoesNotContain(t.Measurements, m => m.Code is 721984 or 721987);
        Assert.Equal(new DateTimeOffset(2009, 8, 25, 10, 0, 0, TimeSpan.Zero), Assert.Single(t.Measurements, m => m.Code == 721344).DeviceTime);
        Assert.Collection(
            t.Episodes,
            e => Assert.Equal(("1000", EpisodeType.Svt, 27.0, 408.0, 5, 2), (e.Id, e.Type, e.DurationSeconds, e.VentricularRateBpm, e.ShocksDelivered, e.AtpDelivered)),
            e => Assert.Equal(("1001", EpisodeType.AtAf, 10800.0, 300.0, 10), (e.Id, e.Type, e.DurationSeconds, e.AtrialRateBpm, e.AtpDelivered)));
    }

    [Fact]
    public void Read_EveryFile_PassesNoPersonOn()
    {
        foreach (var file in IdcoFixtures.Folder is { } folder ? Directory.GetFiles(folder, "*.hl7") : [])
        {
            var t = Transmission(Path.GetFileNameWithoutExtension(file));
            var values = t.Measurements.Select(m => m.Enum).Concat(t.NotUnderstood.Select(n => n.Code)).Concat(t.Episodes.Select(e => e.Id));
            Assert.DoesNotContain(values, v => v is not null && (v.Contains("Dr.", StringComparison.Ordinal) || v.Contains("Heart Center", StringComparison.Ordinal) || v == t.Device.Serial));
        }
    }

    private static ParsedTransmission Transmission(string name) => Assert.IsType<ParsedTransmission>(IdcoFixtures.Read(name).Transmission);

    private static (double? Value, string? Unit, string? Channel) Number(ParsedTransmission transmission, int code)
    {
        var measurement = Assert.Single(transmission.Measurements, m => m.Code == code);
        return (measurement.Value, measurement.Unit, measurement.Channel);
    }

    private static string? Coded(ParsedTransmission transmission, int code) => Assert.Single(transmission.Measurements, m => m.Code == code).Enum;
}
