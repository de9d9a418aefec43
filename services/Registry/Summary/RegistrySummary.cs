using System.Diagnostics.Metrics;
using VectorCare.Contracts;
using VectorCare.Registry.Members;

namespace VectorCare.Registry.Summary;

/// <summary>Counts of patients.</summary>
/// <param name="Patients">All patients, paused ones included.</param>
/// <param name="Paused">Paused patients.</param>
/// <param name="ByVendor">Patients by vendor.</param>
/// <param name="BySlot">Patients of each of the 300 slots.</param>
public sealed record RegistrySummary(int Patients, int Paused, IReadOnlyDictionary<string, int> ByVendor, IReadOnlyList<int> BySlot);

/// <summary>A patient as registered.</summary>
/// <param name="Patient">Internal patient id.</param>
/// <param name="Clinic">Clinic id.</param>
/// <param name="Vendor">Vendor id.</param>
/// <param name="PortalRef">Opaque reference on the vendor's portal.</param>
/// <param name="Slot">0 to 299.</param>
/// <param name="From">First instant from which the patient is due.</param>
/// <param name="Paused">True while the patient is not polled.</param>
/// <param name="Region">Home region; null where there is only one.</param>
public sealed record RegisteredPatient(Guid Patient, string Clinic, string Vendor, string PortalRef, int Slot, DateTimeOffset From, bool Paused, string? Region);

/// <summary>Counts the patients in all slot documents.</summary>
internal sealed class SummaryReader(ISlotStore store)
{
    private const int Parallelism = 8;

    public async Task<RegistrySummary> ReadAsync(CancellationToken cancellationToken)
    {
        var (index, _) = await store.ReadIndexAsync(cancellationToken);
        var bySlot = new int[Slots.Count];
        var byVendor = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var paused = 0;
        await Parallel.ForEachAsync(
            index?.Slots ?? [],
            new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken },
            async (version, ct) =>
            {
                if ((await store.ReadSlotAsync(version.Slot, ct)).Document is not { } document)
                    return;
                lock (byVendor)
                {
                    bySlot[version.Slot] = document.Members.Count;
                    paused += document.Members.Count(m => m.Paused);
                    foreach (var vendor in document.Members.CountBy(m => m.Vendor))
                        byVendor[vendor.Key] = byVendor.GetValueOrDefault(vendor.Key) + vendor.Value;
                }
            });
        return new RegistrySummary(bySlot.Sum(), paused, byVendor, bySlot);
    }
}

/// <summary>Counts what imports did.</summary>
internal sealed class RegistryMetrics
{
    private readonly Counter<long> _patients;
    private readonly Counter<long> _errors;

    public RegistryMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("VectorCare.Registry");
        _patients = meter.CreateCounter<long>("vectorcare.registry.imported", "{patient}", "Imported patients by what became of them.");
        _errors = meter.CreateCounter<long>("vectorcare.registry.import_errors", "{error}", "Errors found in imported files.");
    }

    public void Errors(long count) => _errors.Add(count);

    public void Patients(int added, int updated, int unchanged)
    {
        _patients.Add(added, new KeyValuePair<string, object?>("result", "added"));
        _patients.Add(updated, new KeyValuePair<string, object?>("result", "updated"));
        _patients.Add(unchanged, new KeyValuePair<string, object?>("result", "unchanged"));
    }
}
