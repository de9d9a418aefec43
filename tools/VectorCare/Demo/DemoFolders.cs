namespace VectorCare.Demo;

/// <summary>Where a run keeps its files.</summary>
internal sealed record DemoFolders(string Data)
{
    public string Mail => Path.Combine(Data, "mail");

    public string Webhooks => Path.Combine(Data, "webhooks");

    public string Population => Path.Combine(Data, "population.csv");

    public string Secrets => Path.Combine(Data, "secrets.json");

    public string Truth => Path.Combine(Data, "truth.jsonl");

    /// <summary>A token for the people who look at this run with other commands.</summary>
    public string Token => Path.Combine(Data, "operator.token");

    /// <summary>Makes the folder; what an earlier run left goes, unless it is kept.</summary>
    public void Prepare(bool keep)
    {
        if (!keep && Directory.Exists(Data))
        {
            if (Directory.EnumerateFileSystemEntries(Data).Any() && !File.Exists(Marker))
                throw new DemoException($"{Data} is not a folder of an earlier run (it has no {Path.GetFileName(Marker)}). Choose another with --data.");
            Directory.Delete(Data, recursive: true);
        }

        Directory.CreateDirectory(Mail);
        File.WriteAllText(Marker, "Data of a run of VectorCare on this machine. It may be deleted.\n");
    }

    private string Marker => Path.Combine(Data, "vectorcare-run.txt");
}
