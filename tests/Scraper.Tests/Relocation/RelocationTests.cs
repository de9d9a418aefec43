using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Relocation;
using VendorSim.Population;

namespace VectorCare.Scraper.Tests.Relocation;

/// <summary>Pages whose names changed are read under the new ones only with two proofs.</summary>
public sealed class RelocationTests
{
    public static TheoryData<string> Vendors => ["aurora", "borealis"];

    [Theory, MemberData(nameof(Vendors))]
    public async Task Poll_NamesChangedAndBothProofsAgree_TakesWhatIsNewMarkedAndAsksAHuman(string vendor)
    {
        await using var portal = await StartAsync(vendor);
        var patient = portal.Patient(DeviceFamily.CrtD, 1);
        portal.Vouch(portal.Patient(DeviceFamily.CrtD));
        await portal.RenameAsync();
        await portal.TransmitAsync(patient);

        var poll = await portal.PollAsync(patient);

        Assert.Equal((PollOutcome.New, "relocated", 1), (poll.Outcome, poll.Reason, poll.NewTransmissions));
        var marks = portal.Harness.Publisher.Of<Transmission>()[^1].NotUnderstood.Where(n => n.Why == "relocated").Select(n => n.Code).ToList();
        foreach (var (before, after) in ((string, string)[])[portal.Renamed.Common, portal.Renamed.Defibrillators])
        {
            Assert.Contains(after, marks);
            Assert.Contains(await portal.RelocationsAsync(), r => (r.Before, r.After, r.State, r.Decided) == (before, after, RelocationState.Applied, null));
        }

        var asked = Assert.Single(portal.Harness.Publisher.Of<ConnectivityEvent>(), e => e.Page == RelocationBook.Question);
        Assert.Equal((ConnectivityKind.PageQuarantined, "confirm-relocation"), (asked.Kind, asked.Reason));

        // Under the old names the portal says the same: no value was read from another field.
        await portal.RestoreAsync();
        Assert.Equal((PollOutcome.Unchanged, null), Outcome(await portal.PollAsync(patient)));
    }

    [Theory, MemberData(nameof(Vendors))]
    public async Task Poll_GoldenPatientReadsOtherwise_StoresNothing(string vendor)
    {
        await using var portal = await StartAsync(vendor);
        portal.Vouch(portal.Patient(DeviceFamily.CrtD), "0123456789abcdef");
        await RefusesAsync(portal, portal.Patient(DeviceFamily.CrtD, 1));
        Assert.All(await portal.RelocationsAsync(), r => Assert.Equal(RelocationState.Proposed, r.State));
    }

    [Theory, MemberData(nameof(Vendors))]
    public async Task Poll_NoGoldenPatient_StoresNothing(string vendor)
    {
        await using var portal = await StartAsync(vendor);
        await RefusesAsync(portal, portal.Patient(DeviceFamily.CrtD));
        Assert.All(await portal.RelocationsAsync(), r => Assert.Equal(RelocationState.Proposed, r.State));
    }

    [Theory, MemberData(nameof(Vendors))]
    public async Task Poll_KnownTransmissionReadsOtherwiseUnderTheNewNames_StoresNothing(string vendor)
    {
        await using var portal = await StartAsync(vendor);
        var patient = portal.Patient(DeviceFamily.CrtD, 1);
        portal.Vouch(portal.Patient(DeviceFamily.CrtD));
        var (known, etag) = portal.Harness.Store.Patients[patient.Patient];
        portal.Harness.Store.Patients[patient.Patient] = (known with { AtWatermark = known.AtWatermark!.ToDictionary(k => k.Key, k => k.Value[..^1] + (k.Value[^1] == '0' ? '1' : '0')) }, etag);
        await RefusesAsync(portal, patient);
    }

    [Theory, MemberData(nameof(Vendors))]
    public async Task Poll_ValueThatCannotBeUnderTheNewNames_StoresNothing(string vendor)
    {
        await using var portal = await StartAsync(vendor);
        portal.Vouch(portal.Patient(DeviceFamily.CrtD));
        await RefusesAsync(portal, portal.Patient(DeviceFamily.CrtD, 1), "leadFracture", new { channel = 1, impedance = 90_000 });
    }

    [Theory, MemberData(nameof(Vendors))]
    public async Task Poll_PatientNeverSeen_StoresNothing(string vendor)
    {
        await using var portal = await StartAsync(vendor);
        var patient = portal.Patient(DeviceFamily.CrtD, 1);
        portal.Vouch(portal.Patient(DeviceFamily.CrtD));
        portal.Harness.Store.Patients.Remove(patient.Patient);
        await RefusesAsync(portal, patient);
    }

    [Theory, MemberData(nameof(Vendors))]
    public async Task Poll_NewNameIsOnNoGoldenPatientsPage_StoresNothing(string vendor)
    {
        await using var portal = await StartAsync(vendor);
        portal.Vouch(portal.Patient(DeviceFamily.Pacemaker));
        await RefusesAsync(portal, portal.Patient(DeviceFamily.CrtD));
    }

    [Theory, MemberData(nameof(Vendors))]
    public async Task Poll_GoldenPatientsDeviceHasNewNamesThatThePatientsHasNot_JoinsThem(string vendor)
    {
        await using var portal = await StartAsync(vendor);
        var patient = portal.Patient(DeviceFamily.Pacemaker);
        portal.Vouch(portal.Patient(DeviceFamily.CrtD));
        await portal.RenameAsync();
        await portal.TransmitAsync(patient);

        Assert.Equal((PollOutcome.New, "relocated"), Outcome(await portal.PollAsync(patient)));

        var marks = portal.Harness.Publisher.Of<Transmission>()[^1].NotUnderstood.Where(n => n.Why == "relocated").Select(n => n.Code).ToList();
        Assert.Contains(portal.Renamed.Common.After, marks);
        Assert.DoesNotContain(portal.Renamed.Defibrillators.After, marks);
        Assert.Contains(await portal.RelocationsAsync(), r => r.After == portal.Renamed.Defibrillators.After && r.State == RelocationState.Applied);
    }

    private static Task<RenamingPortal> StartAsync(string vendor) => RenamingPortal.StartAsync(Enum.Parse<Vendor>(vendor, ignoreCase: true));

    /// <summary>Under new names nothing of a patient is believed, and with the old ones everything is found again.</summary>
    private static async Task RefusesAsync(RenamingPortal portal, PollTarget patient, string kind = "patientInitiated", object? values = null)
    {
        await portal.RenameAsync();
        await portal.TransmitAsync(patient, kind, values);
        var stored = portal.Stored;

        Assert.Contains((await portal.PollAsync(patient)).Outcome, new[] { PollOutcome.ParseFailed, PollOutcome.Suspicious });

        Assert.Equal(stored, portal.Stored);
        Assert.DoesNotContain(portal.Harness.Publisher.Of<ConnectivityEvent>(), e => e.Page == RelocationBook.Question);
        Assert.DoesNotContain(await portal.RelocationsAsync(), r => r.State == RelocationState.Applied);
    }

    private static (PollOutcome, string?) Outcome(PollResult poll) => (poll.Outcome, poll.Reason);
}
