using System.Text.Json;
using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Golden;
using VectorCare.Scraper.Relocation;
using VectorCare.Scraper.Tests.Harness;
using VendorSim.Aurora;
using VendorSim.Borealis.Changes;
using VendorSim.Population;

namespace VectorCare.Scraper.Tests.Relocation;

/// <summary>A clinic with a golden patient, all of its patients polled once, and a portal that then gives its fields other names.</summary>
internal sealed class RenamingPortal : IAsyncDisposable
{
    private readonly Vendor _vendor;
    private readonly PollTarget[] _clinic;

    private RenamingPortal(ScraperHarness harness, Vendor vendor)
    {
        (Harness, _vendor) = (harness, vendor);
        _clinic = [.. harness.Patients(vendor).GroupBy(p => p.Clinic).First(c => Families.All(f => c.Count(p => FamilyOf(p) == f) > 1))];
    }

    public ScraperHarness Harness { get; }

    public string Name => _vendor.Id();

    private static DeviceFamily[] Families => [DeviceFamily.Pacemaker, DeviceFamily.Icd, DeviceFamily.CrtD];

    public static async Task<RenamingPortal> StartAsync(Vendor vendor)
    {
        var portal = new RenamingPortal(await ScraperHarness.StartAsync(o => o with { Patients = 300, Clinics = 2 }), vendor);
        await portal.Harness.PollAsync(vendor.Id(), portal._clinic);
        return portal;
    }

    /// <summary>The n-th patient with a device of a family.</summary>
    public PollTarget Patient(DeviceFamily family, int n = 0) => _clinic.Where(p => FamilyOf(p) == family).ElementAt(n);

    /// <summary>Restarts the scraper with a golden patient.</summary>
    /// <param name="golden">The patient.</param>
    /// <param name="contentHash">What its transmission must say; null for what it does say.</param>
    public void Vouch(PollTarget golden, string? contentHash = null)
    {
        var known = Harness.Store.Patients[golden.Patient].State;
        Harness.Restart(options: o => o.Golden[$"{Name}-{golden.Clinic}"] =
        [
            new GoldenPatientOptions { PortalRef = golden.PortalRef, Received = known.Watermark!.Value, ContentHash = contentHash ?? known.AtWatermark!.Values.Single().Split('-')[1] },
        ]);
    }

    /// <summary>From the next cycle on the portal has new names: one that every device has, and one of defibrillators alone.</summary>
    public async Task RenameAsync()
    {
        if (_vendor == Vendor.Aurora)
            await Harness.FaultAsync(new { vendor = "aurora", markup = "relabelled" });
        else
            Harness.Sidecar.Rewrites = page => new JsonChange("renamed", 0, true, JsonEdits.Rename("chargeTime", "last"), text => text).Apply(new JsonChange("renamed", 0, true, JsonEdits.Rename("voltage", "cell"), text => text).Apply(page));
        Harness.NextCycle();
    }

    /// <summary>From the next cycle on the portal has its old names again.</summary>
    public async Task RestoreAsync()
    {
        await Harness.NoFaultsAsync();
        Harness.Sidecar.Rewrites = null;
        Harness.NextCycle();
    }

    public Task TransmitAsync(PollTarget patient, string kind = "patientInitiated", object? values = null) =>
        Harness.InjectAsync(patient, JsonSerializer.Serialize(new { kind, values = values ?? new { }, appearAfterSeconds = 0 }));

    public async Task<PollResult> PollAsync(PollTarget patient) => Assert.Single(await Harness.PollAsync(Name, patient));

    public async Task<IReadOnlyList<PageRelocation>> RelocationsAsync() => (await Harness.Relocations.ReadAsync(Name, default)).Relocations.All;

    public int Stored => Harness.Publisher.Of<Transmission>().Count;

    /// <summary>A name before and after, of every device and of defibrillators alone.</summary>
    public ((string Before, string After) Common, (string Before, string After) Defibrillators) Renamed => _vendor == Vendor.Aurora
        ? (("Battery voltage", AuroraMarkup.Renamed["Battery voltage"]), ("Shock impedance", AuroraMarkup.Renamed["Shock impedance"]))
        : (("voltage", "cellVoltage"), ("chargeTime", "lastChargeTime"));

    public ValueTask DisposeAsync() => Harness.DisposeAsync();

    private DeviceFamily FamilyOf(PollTarget target) => Harness.Sim<SimPopulation>().Find(target.PortalRef)!.Patient.Device.Family;
}
