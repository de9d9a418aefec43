using VectorCare.Scraper.Hl7;
using VectorCare.Scraper.Idco;
using VectorCare.TestKit;

namespace VectorCare.Scraper.Tests.Idco;

internal static class IdcoFixtures
{
    public static string? Folder { get; } = RepositoryPaths.Shared("fixtures", "idco-hl7v2");

    public static byte[] Bytes(string name)
    {
        if (Folder is null)
            Assert.Skip("The message files (fixtures/idco-hl7v2 of the shared folder) are not there.");
        return File.ReadAllBytes(Path.Combine(Folder, name + ".hl7"));
    }

    public static IdcoResult Read(string name)
    {
        var (error, messages) = Hl7Reader.Read(Bytes(name));
        Assert.Equal(Hl7Error.None, error);
        return new IdcoReader(TimeSpan.Zero).Read(Assert.Single(messages));
    }
}
