using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace VectorCare.Demo;

/// <summary>Has the simulated vendors write who their patients are and with which credentials the portals open; both must lie there before the sidecars start.</summary>
internal static class PopulationFiles
{
    private const string StorageKey = "storage-master-key";

    public static IReadOnlyList<string> Arguments(DemoOptions options, DemoFolders folders)
    {
        List<string> arguments = ["--patients", options.Patients.ToString(), "--clinics", options.Clinics.ToString(), "--rate-scale", options.RateScale.ToString("R"), "--truth", folders.Truth];
        if (options.Hl7Folder is { } hl7)
            arguments.AddRange(["--hl7-folder", hl7]);
        foreach (var fault in options.Faults)
            arguments.AddRange(["--fault", fault]);
        return arguments;
    }

    public static async Task WriteAsync(DemoOptions options, DemoFolders folders, CancellationToken cancellationToken)
    {
        var key = KeptKey(folders.Secrets) ?? Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        var start = new ProcessStartInfo("dotnet", ["run", "--no-build", "-c", "Release", "--no-launch-profile", "--project", Path.Combine(options.Root, "tools", "VendorSim"), "--", .. Arguments(options, folders), "--write-csv", folders.Population, "--write-secrets", folders.Secrets, "--write-only"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start) ?? throw new DemoException("The simulated vendors could not be started.");
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = await process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
            throw new DemoException(errors.Length > 0 ? errors.Trim() : (await output).Trim());
        var secrets = JsonNode.Parse(await File.ReadAllTextAsync(folders.Secrets, cancellationToken))!.AsObject();
        secrets[StorageKey] = key;
        await File.WriteAllTextAsync(folders.Secrets, secrets.ToJsonString(), cancellationToken);
    }

    /// <summary>The key of an earlier run: without it, raw bytes that were kept could not be read.</summary>
    private static string? KeptKey(string file) => File.Exists(file) ? (string?)JsonNode.Parse(File.ReadAllText(file))?[StorageKey] : null;
}
