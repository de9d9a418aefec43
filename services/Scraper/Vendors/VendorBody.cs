using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;

namespace VectorCare.Scraper.Vendors;

/// <summary>Bytes of an answer in a rented buffer.</summary>
/// <param name="Rented">The buffer.</param>
/// <param name="Length">How much of it counts; -1 when the answer is longer than is read.</param>
internal readonly record struct VendorBody(byte[] Rented, int Length)
{
    /// <summary>What is asked for in <c>Accept-Encoding</c>. Asked for here, or the sidecar would ask by itself and unpack without our bounds.</summary>
    public const string Codings = "br, gzip";

    /// <summary>Shortest gzip: header and trailer around nothing.</summary>
    private const int ShortestGzip = 18;

    /// <summary>Reads a stream to its end, or until it is too long.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="expected">Its length as far as it is known.</param>
    /// <param name="limit">Most bytes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async ValueTask<VendorBody> ReadAsync(Stream stream, int expected, int limit, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(expected + 1);
        var length = 0;
        while (await stream.ReadAsync(buffer.AsMemory(length), cancellationToken) is > 0 and var read)
        {
            length += read;
            if (length > limit)
                return new VendorBody(buffer, -1);
            if (length == buffer.Length)
                buffer = Larger(buffer);
        }

        return new VendorBody(buffer, length);
    }

    /// <summary>Unpacks the bytes, which are all there: no decoder and none of its memory waits for a slow vendor. The packed bytes are given back.</summary>
    /// <param name="coding">What they are packed in, as <c>Content-Encoding</c> says it.</param>
    /// <param name="limit">Most bytes, unpacked.</param>
    /// <returns>The unpacked bytes, or why there are none.</returns>
    public async ValueTask<(VendorBody Body, string? Problem)> UnpackAsync(string coding, int limit)
    {
        try
        {
            var name = coding.ToLowerInvariant();
            if (name is not ("gzip" or "x-gzip" or "br"))
                return (default, "unknown-encoding");
            if ((name == "br" ? Unbrotli(limit) : await GunzipAsync(limit)) is { } unpacked)
                return (unpacked, null);
            return (default, "broken-encoding");
        }
        finally
        {
            Return();
        }
    }

    /// <summary>Gives the buffer back.</summary>
    public void Return() => ArrayPool<byte>.Shared.Return(Rented);

    private async ValueTask<VendorBody?> GunzipAsync(int limit)
    {
        if (Length < ShortestGzip)
            return null;
        using var packed = new MemoryStream(Rented, 0, Length, writable: false);
        await using var gzip = new GZipStream(packed, CompressionMode.Decompress);
        try
        {
            var body = await ReadAsync(gzip, Math.Min(Length * 4, limit), limit, CancellationToken.None);
            // The stream ends the same where its bytes are cut short; the length at its end tells.
            if (body.Length < 0 || BinaryPrimitives.ReadUInt32LittleEndian(Rented.AsSpan(Length - 4)) == (uint)body.Length)
                return body;
            body.Return();
            return null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private VendorBody? Unbrotli(int limit)
    {
        var decoder = default(BrotliDecoder);
        try
        {
            return Unbrotli(ref decoder, limit);
        }
        finally
        {
            decoder.Dispose();
        }
    }

    private VendorBody? Unbrotli(ref BrotliDecoder decoder, int limit)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Min(Length * 4, limit) + 1);
        for (int read = 0, length = 0; ;)
        {
            var status = decoder.Decompress(Rented.AsSpan(read, Length - read), buffer.AsSpan(length), out var consumed, out var written);
            read += consumed;
            length += written;
            if (length > limit)
                return new VendorBody(buffer, -1);
            if (status == OperationStatus.Done && read == Length)
                return new VendorBody(buffer, length);
            if (status != OperationStatus.DestinationTooSmall)
            {
                ArrayPool<byte>.Shared.Return(buffer);
                return null;
            }

            if (length == buffer.Length)
                buffer = Larger(buffer);
        }
    }

    private static byte[] Larger(byte[] full)
    {
        var larger = ArrayPool<byte>.Shared.Rent(full.Length * 2);
        full.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(full);
        return larger;
    }
}
