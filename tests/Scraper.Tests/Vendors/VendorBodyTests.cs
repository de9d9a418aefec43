using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;
using VectorCare.Scraper.Vendors;

namespace VectorCare.Scraper.Tests.Vendors;

public sealed class VendorBodyTests
{
    private const int Limit = 1024 * 1024;

    [Theory]
    [InlineData("gzip")]
    [InlineData("x-gzip")]
    [InlineData("GZIP")]
    [InlineData("br")]
    public async Task Unpack_CodingThatIsAskedFor_GivesTheBytes(string coding)
    {
        var page = RandomNumberGenerator.GetBytes(Limit);

        var (body, problem) = await Rented(Pack(coding, page)).UnpackAsync(coding, Limit);

        Assert.Null(problem);
        Assert.Equal(page, body.Rented.AsSpan(0, body.Length).ToArray());
        body.Return();
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task Unpack_PackedBytesAreCutShort_IsBroken(string coding)
    {
        var packed = Pack(coding, RandomNumberGenerator.GetBytes(10_000));

        Assert.Equal("broken-encoding", (await Rented(packed[..5_000]).UnpackAsync(coding, Limit)).Problem);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task Unpack_Bomb_StopsAtTheLongestPage(string coding)
    {
        var bomb = Rented(Pack(coding, new byte[64 * 1024 * 1024]));
        var before = GC.GetAllocatedBytesForCurrentThread();

        // It is all in memory, and so done on this thread.
        var (body, problem) = await bomb.UnpackAsync(coding, Limit);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 * Limit);
        Assert.Equal((-1, (string?)null), (body.Length, problem));
        body.Return();
    }

    private static VendorBody Rented(byte[] bytes)
    {
        var rented = ArrayPool<byte>.Shared.Rent(bytes.Length);
        bytes.CopyTo(rented, 0);
        return new VendorBody(rented, bytes.Length);
    }

    private static byte[] Pack(string coding, byte[] page)
    {
        using var packed = new MemoryStream();
        using (Stream packing = coding == "br" ? new BrotliStream(packed, CompressionLevel.Fastest) : new GZipStream(packed, CompressionLevel.SmallestSize))
            packing.Write(page);
        return packed.ToArray();
    }
}
