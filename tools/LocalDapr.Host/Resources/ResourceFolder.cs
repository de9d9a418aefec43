namespace LocalDapr.Resources;

/// <summary>Finds the documents of resource folders.</summary>
internal static class ResourceFolder
{
    /// <summary>Reads all documents.</summary>
    /// <param name="paths">Folders or files.</param>
    /// <param name="findings">Where to report.</param>
    /// <returns>The documents in order of their files' names. Of a file's Resiliency documents only one that stands first is kept, as Dapr does.</returns>
    public static IReadOnlyList<ResourceDocument> Read(IReadOnlyList<string> paths, Findings findings)
    {
        var documents = new List<ResourceDocument>();
        foreach (var file in paths.SelectMany(path => Files(path, findings)))
        {
            foreach (var (index, map) in YamlFile.Read(file, ShownPath.Of(file), findings).Index())
            {
                if (ResourceDocument.Read(map, findings) is { } document && IsUsed(document, index, findings))
                    documents.Add(document);
            }
        }

        foreach (var twins in documents.GroupBy(d => (d.Kind, d.Name)).Where(g => g.Count() > 1))
        {
            var first = twins.First();
            foreach (var other in twins.Skip(1))
                findings.Error(other.Map.Place, $"{other.What} is defined twice; the first stands in {first.Map.Place}. Rename one.");
        }

        return documents;
    }

    private static bool IsUsed(ResourceDocument document, int index, Findings findings)
    {
        switch (document.Kind)
        {
            case "Configuration":
                findings.Warn(document.Map.Place, $"{document.What} has no effect in a resources folder; name its file as configuration.");
                return false;
            case "Resiliency" when index > 0:
                findings.Strict(document.Map.Place, $"{document.What} is not the first document of its file; Dapr reads only that one. Move it to a file of its own.");
                return false;
            default:
                return true;
        }
    }

    private static string[] Files(string path, Findings findings)
    {
        if (File.Exists(path))
            return [path];
        if (Directory.Exists(path))
        {
            return [.. Directory.EnumerateFiles(path)
                .Where(f => Path.GetExtension(f).ToUpperInvariant() is ".YAML" or ".YML")
                .Order(StringComparer.Ordinal)];
        }

        findings.Error(new Place(ShownPath.Of(path), 0), "the resources path does not exist. Create it or correct the path.");
        return [];
    }
}
