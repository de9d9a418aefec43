using System.Security.Cryptography;
using System.Text.Json.Nodes;
using VendorSim;

namespace VectorCare.Demo;

/// <summary>Has the simulated vendors write who their patients are and with which credentials the portals open; both must lie there before the sidecars start.</summary>
internal static class PopulationFiles
{
    private const string StorageKey = "storage-master-key";
    private const string LinkKey = "alert-link-key";

    /// <summary>Arguments of the simulated vendors when they are started.</summary>
    public static IReadOnlyList<string> Arguments(DemoOptions options, DemoFolders folders)
    {
        List<string> arguments = ["--patients", options.Patients.ToString(), "--clinics", options.Clinics.ToString(), "--rate-scale", options.RateScale.ToString("R"), "--truth", folders.Truth];
        if (options.Hl7Folder is { } hl7)
            arguments.AddRange(["--hl7-folder", hl7]);
        return arguments;
    }

    public static async Task WriteAsync(DemoOptions options, DemoFolders folders, TimeProvider clock, CancellationToken cancellationToken)
    {
        var keys = new[] { StorageKey, LinkKey }.ToDictionary(k => k, k => KeptKey(folders.Secrets, k) ?? Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        var vendors = new VendorSimOptions
        {
            Patients = options.Patients,
            Clinics = options.Clinics,
            RateScale = options.RateScale,
            Hl7Folder = options.Hl7Folder,
            Faults = options.Faults,
            CsvFile = folders.Population,
            SecretsFile = folders.Secrets,
        };
        if (vendors.Validate() is { Count: > 0 } errors)
            throw new DemoException(string.Join(Environment.NewLine, errors));
        // The files are written when the portals are built; they serve in a process of their own.
        await using (VendorSimApp.Build(vendors, clock))
        {
            var secrets = JsonNode.Parse(await File.ReadAllTextAsync(folders.Secrets, cancellationToken))!.AsObject();
            foreach (var (name, key) in keys)
                secrets[name] = key;
            await File.WriteAllTextAsync(folders.Secrets, secrets.ToJsonString(), cancellationToken);
        }
    }

    /// <summary>A key of an earlier run: without it, raw bytes that were kept could not be read and links of mails would not be valid any more.</summary>
    private static string? KeptKey(string file, string name) => File.Exists(file) ? (string?)JsonNode.Parse(File.ReadAllText(file))?[name] : null;
}
