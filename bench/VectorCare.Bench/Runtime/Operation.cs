using System.Net.Http.Headers;
using System.Text;

namespace VectorCare.Bench.Runtime;

/// <summary>A measured operation.</summary>
/// <param name="Name">Key of its row.</param>
/// <param name="Daprd">What daprd costs.</param>
/// <param name="PerRequest">Operations in a request.</param>
/// <param name="Deliveries">Events that each request leads to; the row ends when all were delivered.</param>
/// <param name="Request">Makes the request of a number.</param>
internal sealed record Operation(string Name, DaprdCost Daprd, int PerRequest, int Deliveries, Func<int, HttpRequestMessage> Request)
{
    /// <summary>CPU that an operation may cost at most, in milliseconds: half of daprd's.</summary>
    public double MostCpuMs => Daprd.CpuMs / 2;

    /// <summary>Operations per second that must be reached; 0 where only the cost counts.</summary>
    public int LeastPerSecond { get; init; }

    private static readonly string Kilobyte = new('x', 1024);

    /// <summary>All operations against a sidecar.</summary>
    /// <param name="port">Its HTTP port.</param>
    public static IReadOnlyList<Operation> All(int port)
    {
        var json = $$"""{"text":"{{Kilobyte}}"}""";
        return
        [
            Of("invoke", DaprdCost.Invoke, _ => Post("/v1.0/invoke/callee/method/m", json)),
            Of("endpoint", DaprdCost.Endpoint, _ => Post("/v1.0/invoke/vendor/method/m", json)),
            Of("publish_single", DaprdCost.PublishSingle, _ => Post("/v1.0/publish/local/single", json)) with { Deliveries = 1, LeastPerSecond = 2_500 },
            Of("publish_bulk_100", DaprdCost.PublishBulk, _ => Post("/v1.0/publish/bulk/local/single", Entries(json))) with { PerRequest = 100, Deliveries = 100, LeastPerSecond = 10_000 },
            Of("publish_bulk_deliver_bulk_100", DaprdCost.PublishBulkDeliverBulk, _ => Post("/v1.0/publish/bulk/local/bulk", Entries(json))) with { PerRequest = 100, Deliveries = 100, LeastPerSecond = 10_000 },
            Of("state_save_memory", DaprdCost.MemorySave, i => Post("/v1.0/state/memory", Item(i, json))),
            Of("state_get_memory", DaprdCost.MemoryGet, i => Get($"/v1.0/state/memory/k{i % 1000}")),
            Of("state_save_sqlite", DaprdCost.SqliteSave, i => Post("/v1.0/state/sqlite", Item(i, json))),
            Of("state_get_sqlite", DaprdCost.SqliteGet, i => Get($"/v1.0/state/sqlite/k{i % 1000}")),
            Of("actor_turn", DaprdCost.ActorTurn, i => Post($"/v1.0/actors/BenchActor/a{i % 16}/method/m", json)),
            Of("job_schedule", DaprdCost.JobSchedule, i => Post($"/v1.0-alpha1/jobs/later-{i % 5000}", """{"schedule":"@every 24h","dueTime":"24h","overwrite":true}""")) with { LeastPerSecond = 1_000 },
        ];

        Operation Of(string name, DaprdCost daprd, Func<int, HttpRequestMessage> request) => new(name, daprd, 1, 0, request);

        HttpRequestMessage Post(string path, string body) => new(HttpMethod.Post, new Uri($"http://127.0.0.1:{port}{path}"))
        {
            Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json")),
        };

        HttpRequestMessage Get(string path) => new(HttpMethod.Get, new Uri($"http://127.0.0.1:{port}{path}"));
    }

    private static string Item(int number, string json) => $$"""[{"key":"k{{number % 1000}}","value":{{json}}}]""";

    private static string Entries(string json) =>
        "[" + string.Join(',', Enumerable.Range(0, 100).Select(i => $$"""{"entryId":"{{i}}","event":{{json}},"contentType":"application/json"}""")) + "]";
}
