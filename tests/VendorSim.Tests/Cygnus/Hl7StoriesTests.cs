using System.Net;
using System.Text;
using VendorSim.Cygnus;

namespace VendorSim.Tests.Cygnus;

public sealed class Hl7StoriesTests
{
    private static string Folder()
    {
        var shared = Environment.GetEnvironmentVariable("VECTORCARE_SHARED");
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); shared is null && at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "VectorCare.sln")))
                shared = Path.Combine(at.FullName, "..", "shared");
        }

        var folder = Path.Combine(shared ?? "", "fixtures", "idco-hl7v2");
        if (!Directory.Exists(folder))
            Assert.Skip("the message files are not on this machine");
        return folder;
    }

    [Fact]
    public void Apply_Shift_ChangesTimestampsOnly()
    {
        const string Message = "MSH|^~\\&|A|B|||20110614000000||ORU^R01|20100711140000|P|2.5\r\nPID|||x||N^N||19730422|F\r\nOBR|1||||||20101130020000\n\nOBX|1|NM|1^X^MDC|1|20101130|V|||||F|||20101130020000\nOBX|2|DTM|721025^MDC_IDC_SESS_DTM^MDC|1|20101130020000||||||F|||20101130\n";
        const string Expected = "MSH|^~\\&|A|B|||20101202030000||ORU^R01|20100711140000|P|2.5\r\nPID|||x||N^N||19730422|F\r\nOBR|1||||||20101202020000\n\nOBX|1|NM|1^X^MDC|1|20101130|V|||||F|||20101202020000\nOBX|2|DTM|721025^MDC_IDC_SESS_DTM^MDC|1|20101202020000||||||F|||20101202\n";
        var moved = Hl7DateShift.Apply(Encoding.ASCII.GetBytes(Message), TimeSpan.FromDays(2), new DateTimeOffset(2010, 12, 2, 3, 0, 0, TimeSpan.Zero));
        Assert.Equal(Expected, Encoding.ASCII.GetString(moved));
    }

    [Fact]
    public async Task AsIs_EveryFile_IsServedByteForByteAtItsTime()
    {
        var folder = Folder();
        await using var portals = await Portals.StartAsync(o => o with { Hl7Folder = folder, Hl7Dates = Hl7Dates.AsIs, Patients = 0 });
        var stories = portals.Get<Hl7Stories>();
        Assert.Equal(Directory.GetFiles(folder, "*.hl7").Length, stories.All.Sum(s => s.Messages.Length - 1));
        foreach (var story in stories.All)
        {
            foreach (var message in story.Messages.Skip(1))
            {
                using var response = await portals.Client.SendAsync(portals.Cygnus(story.Clinic, $"{story.PortalRef}/{message.Id}"));
                Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(folder, message.Id + ".hl7")), await response.Content.ReadAsByteArrayAsync());
            }
        }
    }

    [Fact]
    public async Task Shifted_VtSteps_AreOnePatientInOrderWhoseLastMessageIsAboutToAppear()
    {
        var folder = Folder();
        await using var portals = await Portals.StartAsync(o => o with { Hl7Folder = folder, Patients = 0 });
        var story = portals.Get<Hl7Stories>().Find("hl7-vt-step")!;
        Assert.Equal(["baseline", "vt-step-7", "vt-step-9", "vt-step-12", "vt-step-15", "vt-step-16", "vt-step-18-1", "vt-step-18-2", "vt-step-19", "vt-step-20"], story.Messages.Select(m => m.Id));
        Assert.Equal(9, (await portals.JsonAsync(portals.Cygnus(story.Clinic, story.PortalRef))).AsArray().Count);
        portals.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(10, (await portals.JsonAsync(portals.Cygnus(story.Clinic, story.PortalRef))).AsArray().Count);
        foreach (var message in story.Messages.Skip(1))
        {
            var original = await File.ReadAllBytesAsync(Path.Combine(folder, message.Id + ".hl7"), TestContext.Current.CancellationToken);
            Assert.Equal(original.Length, message.Bytes.Length);
            var changed = Enumerable.Range(0, original.Length).Where(i => original[i] != message.Bytes[i]).ToList();
            Assert.NotEmpty(changed);
            Assert.All(changed, i => Assert.True(char.IsAsciiDigit((char)original[i]) && char.IsAsciiDigit((char)message.Bytes[i])));
            Assert.Equal(message.Session, Hl7DateShift.SessionTime(message.Bytes));
        }
    }

    [Fact]
    public async Task Message_BeforeItsTime_IsNotThere()
    {
        var folder = Folder();
        await using var portals = await Portals.StartAsync(o => o with { Hl7Folder = folder, Patients = 0 });
        var story = portals.Get<Hl7Stories>().Find("hl7-secura-dr")!;
        using var early = await portals.Client.SendAsync(portals.Cygnus(story.Clinic, "hl7-secura-dr/secura-dr"));
        Assert.Equal(HttpStatusCode.NotFound, early.StatusCode);
        portals.Time.Advance(TimeSpan.FromMinutes(2));
        using var there = await portals.Client.SendAsync(portals.Cygnus(story.Clinic, "hl7-secura-dr/secura-dr"));
        Assert.Equal(HttpStatusCode.OK, there.StatusCode);
    }
}
