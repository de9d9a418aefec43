using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace VectorCare.Bench.Pipeline;

/// <summary>What the simulated vendors saw: an independent witness of what was asked, and when.</summary>
/// <param name="Requests">Requests of every kind.</param>
/// <param name="Pages">Patient pages served whole.</param>
/// <param name="PageBytes">Their bytes.</param>
/// <param name="JitterP99Ms">99th percentile of the distance of a patient's interval from 300 s, in ms of the application's clock.</param>
internal sealed record VendorStatistics(long Requests, long Pages, long PageBytes, double JitterP99Ms)
{
    public static async Task<VendorStatistics> ReadAsync(HttpClient http, Uri vendors, CancellationToken stop)
    {
        var stats = (await http.GetFromJsonAsync<JsonObject>(new Uri(vendors, "/sim/stats"), stop))!;
        var requests = stats["requests"]!.AsObject().SelectMany(v => v.Value!.AsObject()).SelectMany(r => r.Value!.AsObject()).Sum(s => (long)s.Value!);
        return new VendorStatistics(requests, (long)stats["pages"]!, (long)stats["pageBytes"]!, (double)stats["jitter"]!["p99Ms"]!);
    }
}
