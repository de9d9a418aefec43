using VendorSim.Population;

namespace VendorSim.Tests.Population;

public sealed class TimelineTests
{
    private static readonly DateTimeOffset Start = Portals.Start;

    private static string Describe(Timeline timeline, DateTimeOffset at) => string.Join('\n', timeline.At(at).Reports.Select(r =>
        $"{r.IdFor(timeline.Patient)} {r.SessionTime:O} {r.AppearsAt:O} {r.Battery} {string.Join(';', r.Leads.Select(l => l?.ToString()))} {r.Statistics} {r.Therapy} {string.Join(';', r.Episodes)}"));

    private static Timeline Create(ulong seed, int index, double scale = 200) => new(seed, SimPatient.Create(seed, index, 30), scale, Start);

    [Fact]
    public void At_SameSeed_GivesSameStory()
    {
        for (var index = 0; index < 20; index++)
            Assert.Equal(Describe(Create(5, index), Start.AddDays(10)), Describe(Create(5, index), Start.AddDays(10)));
    }

    [Fact]
    public void At_OtherSeed_GivesOtherStory() =>
        Assert.NotEqual(Describe(Create(5, 1), Start.AddDays(10)), Describe(Create(6, 1), Start.AddDays(10)));

    [Fact]
    public void At_JumpOrSmallSteps_GivesSameStory()
    {
        for (var index = 0; index < 10; index++)
        {
            var stepped = Create(9, index);
            for (var minute = 0; minute < 5 * 1_440; minute += 7)
                stepped.At(Start.AddMinutes(minute));
            Assert.Equal(Describe(Create(9, index), Start.AddDays(5)), Describe(stepped, Start.AddDays(5)));
        }
    }

    [Fact]
    public void At_Start_ShowsOneOlderTransmission()
    {
        for (var index = 0; index < 50; index++)
        {
            var only = Assert.Single(Create(1, index, 1).At(Start).Reports);
            Assert.True(only.AppearsAt < Start);
        }
    }

    [Fact]
    public void At_EventuallyManyReports_AppearInOrderAndAfterTheirSession()
    {
        var timeline = Create(3, 2, 1_000);
        var reports = timeline.At(Start.AddDays(20)).Reports;
        Assert.True(reports.Length > 20);
        for (var i = 1; i < reports.Length; i++)
        {
            Assert.True(reports[i].AppearsAt > reports[i - 1].AppearsAt);
            Assert.True(reports[i].AppearsAt > reports[i].SessionTime);
        }
    }

    [Fact]
    public void Rates_WholePopulation_GiveThePublishedFigures()
    {
        const int Patients = 2_000;
        var reports = Enumerable.Range(0, Patients).SelectMany(index => Create(11, index, 1).At(Start.AddDays(365.25)).Reports.Skip(1)).ToList();
        var alerts = reports.SelectMany(report => report.Alerts).ToList();
        var serious = alerts.Count(alert => alert.Severity == "High");
        Assert.InRange(reports.Count / (double)Patients, 7.7 * 0.93, 7.7 * 1.07);
        Assert.InRange(alerts.Count / (double)Patients, 3.10 * 0.9, 3.10 * 1.1);
        Assert.InRange(serious / (double)alerts.Count, 0.035, 0.065);
    }

    [Fact]
    public void Create_ManyPatients_HaveDistinctReferencesAndIds()
    {
        var patients = Enumerable.Range(0, 20_000).Select(index => SimPatient.Create(1, index, 30)).ToList();
        Assert.Equal(patients.Count, patients.Select(p => p.PortalRef).Distinct().Count());
        Assert.Equal(patients.Count, patients.Select(p => p.Id).Distinct().Count());
        Assert.Equal(30, patients.Select(p => p.Clinic).Distinct().Count());
    }
}
