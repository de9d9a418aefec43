using VendorSim.Faults;

namespace VendorSim;

/// <summary>How the dates of real message files are treated.</summary>
public enum Hl7Dates
{
    /// <summary>The last message of each story appears some time after the start: <see cref="VendorSimOptions.Hl7Delay"/>.</summary>
    Shifted,

    /// <summary>Each message appears at its own session time.</summary>
    AsIs,
}

/// <summary>Settings of the simulated portals.</summary>
public sealed record VendorSimOptions
{
    /// <summary>Loopback port, 0 to 65535; 0 takes a free one. Default 7190.</summary>
    public int Port { get; init; } = 7190;

    /// <summary>Generated patients, 0 to 1,000,000. Default 3,000.</summary>
    public int Patients { get; init; } = 3_000;

    /// <summary>Seed of patients, values and events. Default 1.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Clinics, 1 to 10,000. Default 30.</summary>
    public int Clinics { get; init; } = 30;

    /// <summary>Factor on every event rate, 0.001 to 1,000,000. Default 1.</summary>
    public double RateScale { get; init; } = 1;

    /// <summary>Instant at which the event process begins. Default: the clock's now, in whole seconds.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>Requests per second and clinic that Borealis allows, 1 to 100,000. Default 50; the burst is twice that.</summary>
    public double BorealisRate { get; init; } = 50;

    /// <summary>Whether pages are dated (<c>Last-Modified</c>) and have no ETag. Default no: Aurora has neither, Borealis both, Cygnus an ETag.</summary>
    public bool LastModified { get; init; }

    /// <summary>Whether answers are packed for whoever takes that (br, gzip). Default no.</summary>
    public bool Compress { get; init; }

    /// <summary>File that every portal serves as its robots.txt, or null for none.</summary>
    public string? RobotsFile { get; init; }

    /// <summary>Folder of HL7 message files that Cygnus serves too, or null.</summary>
    public string? Hl7Folder { get; init; }

    /// <summary>With shifted dates: when the last message of each story appears, after the start. Default 2 minutes.</summary>
    public TimeSpan Hl7Delay { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Treatment of the dates in those files. Default shifted.</summary>
    public Hl7Dates Hl7Dates { get; init; }

    /// <summary>File to which the truth is appended as JSON lines, or null.</summary>
    public string? TruthFile { get; init; }

    /// <summary>File for the registry CSV, or null.</summary>
    public string? CsvFile { get; init; }

    /// <summary>File for the secrets, or null.</summary>
    public string? SecretsFile { get; init; }

    /// <summary>Faults by name, for example <c>vendor-outage=aurora@30s+60s</c>.</summary>
    public IReadOnlyList<string> Faults { get; init; } = [];

    /// <summary>Every error of the settings, each naming its option.</summary>
    /// <returns>One text per error; empty when all is well.</returns>
    public IReadOnlyList<string> Validate()
    {
        var errors = new List<string>();
        void Range(string option, double value, double low, double high)
        {
            if (!(value >= low && value <= high))
                errors.Add($"{option}: {value} is out of range, give {low} to {high}.");
        }

        Range("--port", Port, 0, 65_535);
        Range("--patients", Patients, 0, 1_000_000);
        Range("--clinics", Clinics, 1, 10_000);
        Range("--rate-scale", RateScale, 0.001, 1_000_000);
        Range("--borealis-rate", BorealisRate, 1, 100_000);
        if (Hl7Folder is not null && !Directory.Exists(Hl7Folder))
            errors.Add($"--hl7-folder: the folder {Hl7Folder} does not exist.");
        if (RobotsFile is not null && !File.Exists(RobotsFile))
            errors.Add($"--robots: the file {RobotsFile} does not exist.");
        foreach (var (option, file) in (ReadOnlySpan<(string, string?)>)[("--truth", TruthFile), ("--write-csv", CsvFile), ("--write-secrets", SecretsFile)])
        {
            if (file is not null && !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(file))))
                errors.Add($"{option}: the folder of {file} does not exist.");
        }

        foreach (var fault in Faults)
        {
            if (!FaultParser.TryParse(fault, out _, out var error))
                errors.Add($"--fault: {error}");
        }

        return errors;
    }
}
