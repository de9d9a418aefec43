using System.Text;
using VectorCare.Registry.Import;

namespace VectorCare.Registry.Tests.Import;

public sealed class PatientFileTests
{
    private const string A = "0b4e4e3a-54a1-4a0e-9a76-52b0a2f40001";
    private const string B = "0b4e4e3a-54a1-4a0e-9a76-52b0a2f40002";

    [Fact]
    public async Task ReadAsync_GoodFile_KeepsEveryLine()
    {
        var file = await ReadAsync($"patient,clinic,vendor,portal_ref,paused\r\n{A},clinic-01,aurora,\"ref, with comma\",\r\n{B},clinic-02,cygnus,r2,true\r\n");
        Assert.Empty(file.Errors.First);
        Assert.Equal(
            [new PatientLine(Guid.Parse(A), "clinic-01", "aurora", "ref, with comma", false), new PatientLine(Guid.Parse(B), "clinic-02", "cygnus", "r2", true)],
            file.Lines);
    }

    [Fact]
    public async Task ReadAsync_ColumnsInAnotherOrder_AreFoundByName()
    {
        var file = await ReadAsync($"Vendor,portal_ref,patient,clinic\n borealis , r1 ,{A},clinic-01\n");
        Assert.Equal([new PatientLine(Guid.Parse(A), "clinic-01", "borealis", "r1", false)], file.Lines);
    }

    [Theory]
    [InlineData("not-a-uuid,clinic-01,aurora,r", "patient", ImportReason.BadUuid)]
    [InlineData("00000000-0000-0000-0000-000000000000,clinic-01,aurora,r", "patient", ImportReason.BadUuid)]
    [InlineData("{0b4e4e3a-54a1-4a0e-9a76-52b0a2f40009},clinic-01,aurora,r", "patient", ImportReason.BadUuid)]
    [InlineData("0b4e4e3a-54a1-4a0e-9a76-52b0a2f40009,Clinic 1,aurora,r", "clinic", ImportReason.BadId)]
    [InlineData("0b4e4e3a-54a1-4a0e-9a76-52b0a2f40009,,aurora,r", "clinic", ImportReason.Empty)]
    [InlineData("0b4e4e3a-54a1-4a0e-9a76-52b0a2f40009,clinic-01,zenith,r", "vendor", ImportReason.UnknownVendor)]
    [InlineData("0b4e4e3a-54a1-4a0e-9a76-52b0a2f40009,clinic-01,aurora,", "portal_ref", ImportReason.Empty)]
    [InlineData("0b4e4e3a-54a1-4a0e-9a76-52b0a2f40009,clinic-01,aurora,a\u0000b", "portal_ref", ImportReason.BadCharacter)]
    [InlineData("0b4e4e3a-54a1-4a0e-9a76-52b0a2f40009,clinic-01,aurora", "", ImportReason.FieldCount)]
    [InlineData("0b4e4e3a-54a1-4a0e-9a76-52b0a2f40009,clinic-01,aurora,r,x", "", ImportReason.FieldCount)]
    [InlineData("0b4e4e3a-54a1-4a0e-9a76-52b0a2f40009,clinic-01,aurora,\"r\"x", "", ImportReason.BadQuotes)]
    [InlineData("0b4e4e3a-54a1-4a0e-9a76-52b0a2f40001,clinic-01,aurora,r", "patient", ImportReason.DuplicatePatient)]
    public async Task ReadAsync_BadLine_NamesLineColumnAndReason(string line, string column, ImportReason reason)
    {
        var file = await ReadAsync($"patient,clinic,vendor,portal_ref\n{A},clinic-01,aurora,r1\n\n{line}\n{B},clinic-01,aurora,r2\n");
        var error = Assert.Single(file.Errors.First);
        Assert.Equal((4, column, reason), (error.Line, error.Column, error.Reason));
        Assert.Equal([Guid.Parse(A), Guid.Parse(B)], file.Lines.Select(l => l.Patient));
        Assert.Equal(3, file.Read);
    }

    [Fact]
    public async Task ReadAsync_WithRegions_NeedsTheHomeRegionOfEveryLine()
    {
        var file = await ReadAsync($"patient,clinic,vendor,portal_ref,region\n{A},clinic-01,aurora,r1,us-east\n{B},clinic-01,aurora,r2,us-esat\n", regions: ["us-east", "us-west"]);
        Assert.Equal([new PatientLine(Guid.Parse(A), "clinic-01", "aurora", "r1", false, "us-east")], file.Lines);
        Assert.Equal((3L, "region", ImportReason.UnknownRegion), file.Errors.First.Select(e => (e.Line, e.Column, e.Reason)).Single());

        var without = await ReadAsync($"patient,clinic,vendor,portal_ref\n{A},clinic-01,aurora,r1\n", regions: ["us-east", "us-west"]);
        Assert.Equal(("region", ImportReason.MissingColumn), without.Errors.First.Select(e => (e.Column, e.Reason)).Single());
    }

    [Fact]
    public async Task ReadAsync_FieldOfManyLines_CountsThem()
    {
        var file = await ReadAsync($"patient,clinic,vendor,portal_ref\n{A},clinic-01,aurora,\"two\nlines\"\n{B},clinic-01,aurora,\n");
        Assert.Equal([(2L, ImportReason.BadCharacter), (4L, ImportReason.Empty)], file.Errors.First.Select(e => (e.Line, e.Reason)));
    }

    [Fact]
    public async Task ReadAsync_PausedNeitherTrueNorFalse_IsReported()
    {
        var file = await ReadAsync($"patient,clinic,vendor,portal_ref,paused\n{A},clinic-01,aurora,r1,perhaps\n");
        Assert.Equal((2, "paused", ImportReason.BadBoolean), (file.Errors.First[0].Line, file.Errors.First[0].Column, file.Errors.First[0].Reason));
    }

    [Fact]
    public async Task ReadAsync_HeaderWithoutColumns_NamesAllOfThem()
    {
        var file = await ReadAsync("patient,clinics,vendor\n");
        Assert.Equal(
            [("clinics", ImportReason.BadHeader), ("clinic", ImportReason.MissingColumn), ("portal_ref", ImportReason.MissingColumn)],
            file.Errors.First.Select(e => (e.Column, e.Reason)));
    }

    [Fact]
    public async Task ReadAsync_EmptyFile_SaysWhatIsExpected()
    {
        var file = await ReadAsync(string.Empty);
        Assert.Equal(ImportReason.EmptyFile, Assert.Single(file.Errors.First).Reason);
    }

    [Fact]
    public async Task ReadAsync_ManyErrors_KeepsTheFirstAndCountsAll()
    {
        var file = await ReadAsync("patient,clinic,vendor,portal_ref\n" + string.Concat(Enumerable.Repeat("x,clinic-01,aurora,r\n", 50)), maxErrors: 7);
        Assert.Equal((50, 7), ((int)file.Errors.Count, file.Errors.First.Count));
    }

    private static async Task<PatientFile> ReadAsync(string csv, int maxErrors = 100, string[]? regions = null)
    {
        var file = new PatientFile(["aurora", "borealis", "cygnus"], regions ?? [], maxErrors);
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(csv));
        await file.ReadAsync(stream, TestContext.Current.CancellationToken);
        return file;
    }
}
