using VectorCare.EndToEnd.Tests.World;
using VectorCare.TestKit;
using VendorSim;

namespace VectorCare.EndToEnd.Tests;

/// <summary>Messages that others wrote, served by Cygnus, shifted to now: what a reader of them would page.</summary>
public sealed class Hl7StoryTests
{
    [Fact]
    public async Task Run_MessagesOfOthers_LeadToTheAlertsAReaderWouldExpect()
    {
        var folder = RepositoryPaths.Shared("fixtures", "idco-hl7v2");
        if (folder is null)
            Assert.Skip("The shared fixtures are not beside the repository (../shared/fixtures/idco-hl7v2).");
        await using var world = await VectorCareWorld.StartAsync(new VendorSimOptions { Patients = 0, Clinics = 1, RateScale = 0.001, Hl7Folder = folder, Hl7Dates = Hl7Dates.Shifted });
        var patients = world.Population.ToDictionary(l => l.Split(',')[3], l => l.Split(',')[0]);
        var from = await world.ImportAsync(world.Population);

        // Everything is on the portal after two minutes; the next poll of each patient sees it.
        bool Paged(string portalRef, string rule) => world.Mails().Any(m => m.Contains(rule, StringComparison.Ordinal) && m.Contains(patients[portalRef], StringComparison.Ordinal));
        await world.MailedAsync(
            () => Paged("hl7-vt-step", "VT-01") && Paged("hl7-vt-step", "TX-01") && Paged("hl7-af-scenario-1", "AT-02") && Paged("hl7-secura-dr", "LED-06"),
            TimeSpan.FromMinutes(14));

        Assert.True(world.Time.Clock.GetUtcNow() - from < TimeSpan.FromMinutes(14));
        Assert.Equal(0, world.Polls.Read(null).Duplicated);
        Assert.DoesNotContain(world.Mails(), m => patients.Keys.Any(k => m.Contains(k, StringComparison.Ordinal)));
        Assert.Equal(["cygnus"], world.Polls.Read(null).Outcomes.Keys);
    }
}
