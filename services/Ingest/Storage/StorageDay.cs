namespace VectorCare.Ingest.Storage;

/// <summary>Whole UTC days since the Unix epoch: the unit by which rows are partitioned, packed and dropped.</summary>
internal static class StorageDay
{
    public static int Of(DateTimeOffset at) => (int)Math.Floor(at.ToUnixTimeMilliseconds() / 86_400_000.0);

    public static DateTimeOffset Start(int day) => DateTimeOffset.FromUnixTimeSeconds(day * 86_400L);
}
