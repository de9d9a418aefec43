using System.Globalization;
using VectorCare.Summary;

namespace VectorCare.Tests.Summary;

public sealed class RedMailsTests : IDisposable
{
    private static readonly Guid Patient = Guid.Parse("cd45522b-386b-4ffb-81b3-a2f988904f48");
    private static readonly DateTimeOffset Import = new(2026, 11, 24, 8, 0, 0, TimeSpan.Zero);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("red-mails-");

    private string Truth => Path.Combine(_folder.FullName, "truth.jsonl");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Read_MailOfAnEvent_IsMeasuredFromItsPollAndItsAppearance()
    {
        Appeared(Patient, device: Import.AddMinutes(-30), at: Import.AddSeconds(100));
        Appeared(Patient, device: Import.AddMinutes(4), at: Import.AddSeconds(350));
        Appeared(Guid.NewGuid(), device: Import.AddMinutes(-30), at: Import.AddSeconds(1));
        File.AppendAllText(Truth, "{\"patient\":");
        Filed("VT-01-a", began: Import.AddMinutes(-30), seen: Import.AddSeconds(360), at: Import.AddSeconds(364));

        Assert.Equal(new RedFigures(1, 4, 264), new RedMails(_folder.FullName, Truth).Read(Import, Import));
    }

    [Fact]
    public void Read_NoEventOfThatDeviceTime_TakesTheLastThatThePollCanHaveSeen()
    {
        Appeared(Patient, device: Import, at: Import.AddSeconds(100));
        Appeared(Patient, device: Import, at: Import.AddSeconds(200));
        Appeared(Patient, device: Import, at: Import.AddSeconds(500));
        Filed("VT-02-a", began: Import.AddDays(-1), seen: Import.AddSeconds(360), at: Import.AddSeconds(361));

        Assert.Equal(161, new RedMails(_folder.FullName, Truth).Read(Import, Import).AfterAppearanceMaxS);
    }

    [Fact]
    public void Read_OnThePortalBeforeTheImport_CountsFromTheImport()
    {
        Appeared(Patient, device: Import.AddDays(-20), at: Import.AddDays(-20));
        Filed("BAT-01-a", began: Import.AddDays(-20), seen: Import.AddSeconds(90), at: Import.AddSeconds(93));

        Assert.Equal(new RedFigures(1, 3, 93), new RedMails(_folder.FullName, Truth).Read(Import, Import));
    }

    [Fact]
    public void Read_PatientsImportedInTwoSteps_CountsTheFirstAndMeasuresFromTheSecond()
    {
        Appeared(Patient, device: Import, at: Import.AddSeconds(5));
        Filed("VT-01-a", began: Import, seen: Import.AddSeconds(10), at: Import.AddSeconds(12));
        Filed("VT-01-b", began: Import, seen: Import.AddSeconds(90), at: Import.AddSeconds(93));

        Assert.Equal(new RedFigures(2, 3, 33), new RedMails(_folder.FullName, Truth).Read(Import, Import.AddSeconds(60)));
    }

    [Fact]
    public void Read_CopiesYellowsAndMailsOfAnEarlierRun_DoNotCount()
    {
        Appeared(Patient, device: Import, at: Import);
        Filed("VT-01-a", began: Import, seen: Import.AddSeconds(10), at: Import.AddSeconds(12));
        Filed("VT-01-a", began: Import, seen: Import.AddSeconds(10), at: Import.AddSeconds(90));
        Filed("AT-01-a", began: Import, seen: Import.AddSeconds(10), at: Import.AddSeconds(99), severity: "YELLOW");
        Filed("VT-01-b", began: Import, seen: Import.AddHours(-2), at: Import.AddHours(-1));
        var mails = new RedMails(_folder.FullName, Truth);

        Assert.Equal(new RedFigures(1, 2, 12), mails.Read(Import, Import));
        Assert.Equal(new RedFigures(1, 2, 12), mails.Read(Import, Import));
    }

    [Fact]
    public void Read_EmptyMailbox_SaysNothing() => Assert.Equal(new RedFigures(0, 0, 0), new RedMails(_folder.FullName, Truth).Read(Import, Import));

    private void Appeared(Guid patient, DateTimeOffset device, DateTimeOffset at) =>
        File.AppendAllText(Truth, $$$"""{"patient":"{{{patient}}}","kind":"vt","deviceTime":"{{{device.UtcDateTime:O}}}","appearedAt":"{{{at.UtcDateTime:O}}}","values":{}}""" + "\n");

    private void Filed(string alert, DateTimeOffset began, DateTimeOffset seen, DateTimeOffset at, string severity = "RED")
    {
        var name = $"{at.ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture)}-000001-{Guid.NewGuid().ToString("n")[..8]}.eml";
        static string Time(DateTimeOffset t) => $"<dd><time datetime=\"{t.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}\">{t}</time></dd>";
        // The subject is folded as a mailer folds it.
        File.WriteAllText(Path.Combine(_folder.FullName, name), $"""
            From: alerts@vectorcare.example
            Subject: [{severity}] VT-01 Sustained ventricular arrhythmia - clinic-03
             [alert-{Patient}-{alert}:0]
            MIME-Version: 1.0
            Content-Type: text/html; charset=utf-8

            <dl><dt>Began, says the device</dt> {Time(began)}
            <dt>First seen</dt> {Time(seen)}</dl>
            """.ReplaceLineEndings("\r\n"));
    }
}
