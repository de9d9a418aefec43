using System.Text.Json;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;

namespace VectorCare.Ingest.Storage.Packing;

/// <summary>Messages at rest: their JSON, compressed.</summary>
internal static class Bodies
{
    public static byte[] Pack(Transmission transmission) =>
        Zstd.Compress(JsonSerializer.SerializeToUtf8Bytes(transmission, ContractsJson.Default.Transmission), Zstd.Fast);

    public static Transmission Unpack(byte[] body) => Zstd.Read(body, json => JsonSerializer.Deserialize(json, ContractsJson.Default.Transmission))!;

    public static byte[] PackAll(List<Transmission> transmissions) =>
        Zstd.Compress(JsonSerializer.SerializeToUtf8Bytes(transmissions, StorageJson.Default.ListTransmission), Zstd.Dense);

    public static List<Transmission> UnpackAll(byte[] pack) => Zstd.Read(pack, json => JsonSerializer.Deserialize(json, StorageJson.Default.ListTransmission))!;

    public static byte[] PackLatest(IEnumerable<LatestValue> values) =>
        Zstd.Compress(JsonSerializer.SerializeToUtf8Bytes([.. values], StorageJson.Default.ListLatestValue), Zstd.Fast);

    public static List<LatestValue> UnpackLatest(byte[] pack) => Zstd.Read(pack, json => JsonSerializer.Deserialize(json, StorageJson.Default.ListLatestValue))!;
}
