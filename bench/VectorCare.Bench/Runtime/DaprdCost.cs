namespace VectorCare.Bench.Runtime;

/// <summary>What daprd 1.18.3 was measured to cost on two cores of this kind of machine: medians of 3 runs of performance.json of the recordings. Rates are with a Node client and Node apps on the same cores.</summary>
/// <param name="CpuMs">CPU milliseconds per operation, of all sidecars and services involved.</param>
/// <param name="PerSecond">Operations per second.</param>
/// <param name="Scenario">The scenario there.</param>
internal sealed record DaprdCost(double CpuMs, double PerSecond, string Scenario)
{
    public static DaprdCost Invoke { get; } = new(0.458 + 0.358 + 0.01, 1353, "invoke probe→callee, POST 1 KB");

    public static DaprdCost Endpoint { get; } = new(0.474, 1736, "HTTPEndpoint, POST 1 KB");

    public static DaprdCost PublishSingle { get; } = new(0.538, 1350, "in-memory, single publish + delivery (one sidecar does both)");

    public static DaprdCost PublishBulk { get; } = new(0.36, 2180, "in-memory, bulk publish of 100 + delivery (one sidecar does both)");

    public static DaprdCost PublishBulkDeliverBulk { get; } = new(0.076 + 0.058, 5148, "kafka, bulk publish of 100 -> bulk delivery (max 100 / 100 ms)");

    public static DaprdCost MemorySave { get; } = new(0.166, 3322, "state mem: save 1 KB");

    public static DaprdCost MemoryGet { get; } = new(0.122, 4965, "state mem: get 1 KB");

    public static DaprdCost SqliteSave { get; } = new(0.64 + 0.01, 1404, "state sql: save 1 KB");

    public static DaprdCost SqliteGet { get; } = new(0.232, 5015, "state sql: get 1 KB");

    public static DaprdCost ActorTurn { get; } = new(0.294, 3318, "actor method, 16 actors, 1 KB");

    public static DaprdCost JobSchedule { get; } = new(0.27 + 0.5 + 0.01, 1718, "job schedule, concurrency 16");
}
