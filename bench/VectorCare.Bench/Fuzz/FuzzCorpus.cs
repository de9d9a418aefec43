using System.IO.Compression;
using System.Text;
using VectorCare.Demo;
using VectorCare.TestKit;
using VendorSim;
using VendorSim.Aurora;
using VendorSim.Borealis;
using VendorSim.Cygnus;
using VendorSim.Population;

namespace VectorCare.Bench.Fuzz;

/// <summary>Pages to begin with: printed by the simulated portals, and those of earlier runs that came to something of their own, one file each: the patient in a line, then the page, compressed.</summary>
internal static class FuzzCorpus
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Pages as the portals print them, and the message files where they are there.</summary>
    public static async Task<Dictionary<string, List<FuzzSeed>>> PrintAsync()
    {
        var population = new SimPopulation(new VendorSimOptions { Patients = 60, Start = Now.AddDays(-90), RateScale = 4, Seed = 3 }, TimeProvider.System);
        var seeds = FuzzTarget.All.ToDictionary(t => t.Name, _ => new List<FuzzSeed>());
        foreach (var timeline in population.Timelines)
        {
            var (patient, view) = (timeline.Patient, timeline.At(Now));
            var whose = new FuzzPatient(patient.PortalRef, patient.ClinicName);
            switch (patient.Vendor)
            {
                case Vendor.Aurora:
                    seeds["aurora"].Add(new FuzzSeed(await AuroraPrint.PageAsync(patient, view, view.Newest, Now), whose));
                    break;
                case Vendor.Borealis:
                    seeds["borealis"].Add(new FuzzSeed(BorealisJson.Page(patient, view.Reports.AsSpan(Math.Max(0, view.Reports.Length - 3)), null, 3).ToArray(), whose));
                    break;
                default:
                    seeds["cygnus"].Add(new FuzzSeed(Hl7Writer.Write(patient, view.Newest), whose));
                    break;
            }
        }

        seeds["cygnus-index"].Add(new FuzzSeed("""[{"id":"a","time":"2026-03-01T12:00:00Z","etag":"\"1\""},{"id":"b","time":"2026-03-01T12:05:00+01:00"}]"""u8.ToArray(), new FuzzPatient("x", "y")));
        if (RepositoryPaths.Shared("fixtures", "cardx-fhir") is { } examples)
            seeds["fhir"].AddRange(Directory.GetFiles(examples, "Observation-*.json").Order(StringComparer.Ordinal).Select(f => new FuzzSeed(File.ReadAllBytes(f), new FuzzPatient("uc2ACMEPatient", "y"))));
        if (RepositoryPaths.Shared("fixtures", "idco-hl7v2") is { } folder)
            seeds["cygnus"].AddRange(Directory.GetFiles(folder, "*.hl7").Order(StringComparer.Ordinal).Select(f => new FuzzSeed(File.ReadAllBytes(f), new FuzzPatient("x", "y"))));
        return seeds;
    }

    /// <summary>The kept pages of a target.</summary>
    public static IReadOnlyList<FuzzSeed> Load(string target) =>
        Directory.Exists(Folder(target)) ? [.. Directory.GetFiles(Folder(target), "*.gz").Order(StringComparer.Ordinal).Select(Read)] : [];

    /// <summary>Keeps a page.</summary>
    public static void Keep(string target, string name, FuzzSeed seed)
    {
        Directory.CreateDirectory(Folder(target));
        using var file = File.Create(Path.Combine(Folder(target), name + ".gz"));
        using var packed = new GZipStream(file, CompressionLevel.SmallestSize);
        packed.Write(Encoding.UTF8.GetBytes($"{seed.Patient.PortalRef} {seed.Patient.Clinic}\n"));
        packed.Write(seed.Body);
    }

    private static FuzzSeed Read(string path)
    {
        using var file = File.OpenRead(path);
        using var packed = new GZipStream(file, CompressionMode.Decompress);
        using var whole = new MemoryStream();
        packed.CopyTo(whole);
        var bytes = whole.ToArray();
        var line = bytes.AsSpan().IndexOf((byte)'\n');
        var patient = Encoding.UTF8.GetString(bytes, 0, line).Split(' ', 2);
        return new FuzzSeed(bytes[(line + 1)..], new FuzzPatient(patient[0], patient[1]));
    }

    private static string Folder(string target) => Path.Combine(RepositoryRoot.Find(), "bench", "VectorCare.Bench", "Fuzz", "Corpus", target);
}
