using System.CommandLine;
using System.Globalization;
using Microsoft.AspNetCore.Connections;
using ScaledTime;

namespace VendorSim;

/// <summary>The executable's options.</summary>
internal static class CommandLine
{
    public static RootCommand Create()
    {
        var defaults = new VendorSimOptions();
        var port = new Option<int>("--port") { Description = "Loopback port, 0 takes a free one", DefaultValueFactory = _ => defaults.Port };
        var patients = new Option<int>("--patients") { Description = "Generated patients", DefaultValueFactory = _ => defaults.Patients };
        var seed = new Option<long>("--seed") { Description = "Seed of patients, values and events", DefaultValueFactory = _ => defaults.Seed };
        var clinics = new Option<int>("--clinics") { Description = "Number of clinics", DefaultValueFactory = _ => defaults.Clinics };
        var rateScale = new Option<double>("--rate-scale") { Description = "Factor on every event rate", DefaultValueFactory = _ => defaults.RateScale };
        var borealisRate = new Option<double>("--borealis-rate") { Description = "Requests per second and clinic that Borealis allows", DefaultValueFactory = _ => defaults.BorealisRate };
        var lastModified = new Option<bool>("--last-modified") { Description = "Date pages (Last-Modified) in place of ETags" };
        var compress = new Option<bool>("--compress") { Description = "Pack answers for whoever takes that" };
        var robots = new Option<string?>("--robots") { Description = "File that every portal serves as its robots.txt" };
        var start = new Option<DateTimeOffset?>("--start") { Description = "Instant at which events begin (ISO 8601); default now" };
        var hl7Folder = new Option<string?>("--hl7-folder") { Description = "Folder of HL7 message files that Cygnus serves too" };
        var hl7Dates = new Option<Hl7Dates>("--hl7-dates") { Description = "Dates of those files", DefaultValueFactory = _ => defaults.Hl7Dates };
        var truth = new Option<string?>("--truth") { Description = "File to append the truth to (JSON lines)" };
        var csv = new Option<string?>("--write-csv") { Description = "File for the registry CSV" };
        var secrets = new Option<string?>("--write-secrets") { Description = "File for the secrets (JSON)" };
        var faults = new Option<string[]>("--fault") { Description = "Fault by name, repeatable, for example vendor-outage=aurora@30s+60s", DefaultValueFactory = _ => [] };
        var writeOnly = new Option<bool>("--write-only") { Description = "Write the files and exit" };
        var root = new RootCommand("Three simulated device makers' portals on loopback.") { port, patients, seed, clinics, rateScale, borealisRate, lastModified, compress, robots, start, hl7Folder, hl7Dates, truth, csv, secrets, faults, writeOnly };
        root.SetAction((parsed, cancellation) => RunAsync(new VendorSimOptions
        {
            Port = parsed.GetValue(port),
            Patients = parsed.GetValue(patients),
            Seed = parsed.GetValue(seed),
            Clinics = parsed.GetValue(clinics),
            RateScale = parsed.GetValue(rateScale),
            BorealisRate = parsed.GetValue(borealisRate),
            LastModified = parsed.GetValue(lastModified),
            Compress = parsed.GetValue(compress),
            RobotsFile = parsed.GetValue(robots),
            Start = parsed.GetValue(start),
            Hl7Folder = parsed.GetValue(hl7Folder),
            Hl7Dates = parsed.GetValue(hl7Dates),
            TruthFile = parsed.GetValue(truth),
            CsvFile = parsed.GetValue(csv),
            SecretsFile = parsed.GetValue(secrets),
            Faults = parsed.GetValue(faults) ?? [],
        }, parsed.GetValue(writeOnly), cancellation));
        return root;
    }

    private static async Task<int> RunAsync(VendorSimOptions options, bool writeOnly, CancellationToken cancellation)
    {
        if (options.Validate() is { Count: > 0 } errors)
        {
            foreach (var error in errors)
                await Console.Error.WriteLineAsync(error);
            return 2;
        }

        try
        {
            await using var app = VendorSimApp.Build(options, ClockSettings.Parse(Environment.GetEnvironmentVariable(ClockSettings.Variable)));
            if (writeOnly)
                return 0;
            await app.StartAsync(cancellation);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"VendorSim: {options.Patients} patients, {options.Clinics} clinics, seed {options.Seed}, on {string.Join(", ", app.Urls)}"));
            await app.WaitForShutdownAsync(cancellation);
            return 0;
        }
        catch (IOException failure) when (failure.InnerException is AddressInUseException)
        {
            await Console.Error.WriteLineAsync($"--port: {options.Port} is taken on this machine, give another or 0.");
            return 1;
        }
        catch (Exception failure) when (failure is IOException or FormatException or InvalidDataException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"VendorSim cannot run: {failure.Message}");
            return 1;
        }
    }
}
