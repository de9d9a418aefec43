using VectorCare.EndToEnd.Tests.World;
using VectorCare.TestKit;
using VendorSim;

namespace VectorCare.EndToEnd.Tests;

/// <summary>Messages that others wrote, served by Cygnus, shifted to now: what a reader of them would page.</summary>
public sealed class Hl7StoryTests
{
    private static readonly string[] AfterTheShock = ["vt-step-18", "vt-step-19", "vt-step-20"];

    [Fact]
    public async Task Run_MessagesOfOthers_LeadToTheAlertsAReaderWouldExpect()
    {
        var folder = RepositoryPaths.Shared("fixtures", "idco-hl7v2");
        if (folder is null)
            Assert.Skip("The shared fixtures are not beside the repository (../shared/fixtures/idco-hl7v2).");
        // The patient's story up to the shock: its last message appears on the portal six minutes after the start.
        var story = Directory.CreateTempSubdirectory("hl7-story-");
        foreach (var file in Directory.GetFiles(folder, "*.hl7").Where(f => !AfterTheShock.Any(f.Contains)))
            File.Copy(file, Path.Combine(story.FullName, Path.GetFileName(file)));
        await using var world = await VectorCareWorld.StartAsync(new VendorSimOptions { Patients = 0, Clinics = 1, RateScale = 0.001, Hl7Folder = story.FullName, Hl7Dates = Hl7Dates.Shifted, Hl7Delay = TimeSpan.FromMinutes(6) });
        var patients = world.Population.ToDictionary(l => l.Split(',')[3], l => l.Split(',')[0]);
        var from = await world.ImportAsync(world.Population);

        // The first poll of each patient is its baseline; the last messages appear after it, and the third poll has seen them.
        await world.PollAsync([.. world.Population], from, 3);
        bool Paged(string portalRef, string rule) => world.Mails().Any(m => m.Contains(rule, StringComparison.Ordinal) && m.Contains(patients[portalRef], StringComparison.Ordinal));
        await world.MailedAsync(
            () => Paged("hl7-vt-step", "VT-01") && Paged("hl7-vt-step", "TX-01") && Paged("hl7-af-scenario-1", "AT-02") && Paged("hl7-secura-dr", "LED-06"),
            TimeSpan.FromMinutes(1));

        Assert.Equal(0, world.Polls.Read(null, null).Duplicated);
        Assert.DoesNotContain(world.Mails(), m => patients.Keys.Any(k => m.Contains(k, StringComparison.Ordinal)));
        story.Delete(recursive: true);
        Assert.Equal(["cygnus"], world.Polls.Read(null, null).Outcomes.Keys);
    }
}
