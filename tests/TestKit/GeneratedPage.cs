namespace VectorCare.TestKit;

/// <summary>A page of the docs that is made of something else in the repository.</summary>
public static class GeneratedPage
{
    /// <summary>Set to 1 to write the pages anew.</summary>
    public const string Write = "VECTORCARE_WRITE_DOCS";

    /// <summary>Whether a page is what it is made of; written anew before where that is asked for.</summary>
    /// <param name="path">The page.</param>
    /// <param name="text">What it must be, line endings aside.</param>
    public static bool Is(string path, string text)
    {
        text = text.ReplaceLineEndings("\n");
        if (Environment.GetEnvironmentVariable(Write) == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }

        return File.Exists(path) && File.ReadAllText(path).ReplaceLineEndings("\n") == text;
    }
}
