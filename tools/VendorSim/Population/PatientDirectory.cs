using VendorSim.Cygnus;

namespace VendorSim.Population;

/// <summary>One line of the registry.</summary>
internal sealed record RegistryEntry(Guid Patient, string Clinic, Vendor Vendor, string PortalRef, DeviceFamily? Family);

/// <summary>Every patient of every source, generated or read from message files.</summary>
internal sealed class PatientDirectory(SimPopulation population, Hl7Stories stories)
{
    public IEnumerable<RegistryEntry> All =>
        population.Timelines.Select(t => new RegistryEntry(t.Patient.Id, t.Patient.ClinicName, t.Patient.Vendor, t.Patient.PortalRef, t.Patient.Device.Family))
            .Concat(stories.All.Select(s => new RegistryEntry(s.Patient, s.Clinic, Vendor.Cygnus, s.PortalRef, null)));

    public string? ClinicOf(Vendor vendor, string portalRef) =>
        population.Find(vendor, portalRef)?.Patient.ClinicName
        ?? (vendor == Vendor.Cygnus ? stories.Find(portalRef)?.Clinic : null);
}
