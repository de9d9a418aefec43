using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace LocalDapr.Resources;

/// <summary>Reads the documents of a YAML file.</summary>
internal static class YamlFile
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">Path to open.</param>
    /// <param name="shownAs">Path in messages.</param>
    /// <param name="findings">Where a file that cannot be read or parsed is reported.</param>
    /// <returns>The documents that are mappings, in order; empty documents are left out.</returns>
    public static IReadOnlyList<YamlMap> Read(string path, string shownAs, Findings findings)
    {
        Parser? parser = null;
        try
        {
            using var reader = new StreamReader(path);
            parser = new Parser(reader);
            var stream = new YamlStream();
            stream.Load(parser);
            return Maps(stream, shownAs, findings);
        }
        catch (YamlException e)
        {
            findings.Error(new Place(shownAs, (int)e.Start.Line), $"not valid YAML: {(e.InnerException ?? e).Message}");
        }
        catch (InvalidOperationException)
        {
            // The parser's own answer to brackets that do not close.
            findings.Error(new Place(shownAs, (int)(parser?.Current?.End.Line ?? 0)), "not valid YAML: a bracket is not closed, or closed by another.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            findings.Error(new Place(shownAs, 0), $"cannot be read: {e.Message}");
        }

        return [];
    }

    private static List<YamlMap> Maps(YamlStream stream, string shownAs, Findings findings)
    {
        var maps = new List<YamlMap>();
        foreach (var document in stream.Documents)
        {
            if (document.RootNode is YamlMappingNode mapping)
                maps.Add(new YamlMap(mapping, shownAs, "the document", findings));
            else if (document.RootNode is not YamlScalarNode { Value: null or "" })
                findings.Error(new Place(shownAs, (int)document.RootNode.Start.Line), "a document must be a mapping of keys to values.");
        }

        return maps;
    }
}
