using System.Buffers;
using System.Collections.Concurrent;
using ZstdSharp;

namespace VectorCare.Ingest.Storage.Packing;

/// <summary>Zstandard frames. Contexts are kept, because making one costs more than a small page.</summary>
internal static class Zstd
{
    /// <summary>For what is written while somebody waits.</summary>
    public const int Fast = 1;

    /// <summary>For what is packed once and kept for years.</summary>
    public const int Dense = 12;

    /// <summary>Largest content that is unpacked, 64 MiB: more is refused, so that a damaged frame cannot take the memory.</summary>
    private const int Largest = 64 << 20;

    private static readonly ConcurrentDictionary<int, ConcurrentBag<Compressor>> Compressors = new();
    private static readonly ConcurrentBag<Decompressor> Decompressors = [];

    /// <summary>Compresses, against a reference where there is one: what it has in common with the reference costs nothing.</summary>
    public static byte[] Compress(ReadOnlySpan<byte> content, int level, byte[]? reference = null)
    {
        var bag = Compressors.GetOrAdd(level, _ => []);
        if (!bag.TryTake(out var compressor))
            compressor = new Compressor(level);
        compressor.LoadDictionary(reference);
        var buffer = ArrayPool<byte>.Shared.Rent(Compressor.GetCompressBound(content.Length));
        var packed = buffer.AsSpan(0, compressor.Wrap(content, buffer)).ToArray();
        ArrayPool<byte>.Shared.Return(buffer);
        bag.Add(compressor);
        return packed;
    }

    /// <summary>Reads what was compressed from a buffer that is used again.</summary>
    /// <exception cref="ZstdException">The frame is damaged.</exception>
    public static T Read<T>(ReadOnlySpan<byte> packed, Func<ReadOnlySpan<byte>, T> read)
    {
        if (!Decompressors.TryTake(out var decompressor))
            decompressor = new Decompressor();
        decompressor.LoadDictionary(null);
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(Decompressor.GetDecompressedSize(packed), Largest));
        try
        {
            return read(buffer.AsSpan(0, decompressor.Unwrap(packed, buffer)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            Decompressors.Add(decompressor);
        }
    }

    /// <summary>Gives back what was compressed.</summary>
    /// <exception cref="ZstdException">The frame is damaged, or the reference is another.</exception>
    public static byte[] Decompress(ReadOnlySpan<byte> packed, byte[]? reference = null)
    {
        if (!Decompressors.TryTake(out var decompressor))
            decompressor = new Decompressor();
        decompressor.LoadDictionary(reference);
        var content = decompressor.Unwrap(packed, Largest).ToArray();
        Decompressors.Add(decompressor);
        return content;
    }
}
