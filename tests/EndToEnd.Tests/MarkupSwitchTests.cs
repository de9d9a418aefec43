using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using VectorCare.Contracts;
using VectorCare.EndToEnd.Tests.World;
using VectorCare.Scraper;
using VectorCare.ServiceDefaults.Auth;
using VendorSim;
using VendorSim.Aurora;

namespace VectorCare.EndToEnd.Tests;

public sealed class MarkupSwitchTests
{
    [Fact]
    public async Task Run_VendorSwitchesItsMarkup_TellsOperationsWithinACycleAndReplayBringsEverythingBack()
    {
        await using var world = await VectorCareWorld.StartAsync(
            new VendorSimOptions { Patients = 3_000, Clinics = 3, RateScale = 0.001 },
            new Dictionary<string, string?> { ["Scraper:PacingWindow"] = "00:00:00", ["Scraper:QuarantineAfter"] = "5" });
        var chosen = world.Population.Select(l => (Line: l, Fields: l.Split(','))).Where(l => l.Fields[2] == "aurora")
            .GroupBy(l => Slots.Of(Guid.Parse(l.Fields[0]))).OrderByDescending(g => g.Count()).Take(3).SelectMany(g => g.Take(4)).Select(l => l.Line).ToList();
        var from = await world.ImportAsync(chosen);
        await world.PollAsync(chosen, from, 1);
        var known = world.Polls.Read(null, null).Transmissions;
        var switched = world.Time.Clock.GetUtcNow();
        using var fault = new HttpRequestMessage(HttpMethod.Post, $"{world.VendorUrl}/sim/faults") { Content = new StringContent("""{"vendor":"aurora","markup":"relabelled"}""", Encoding.UTF8, "application/json") };
        (await world.WaitAsync(world.SendAsync(fault, null))).EnsureSuccessStatusCode();
        foreach (var line in chosen.Take(6))
            await world.InjectAsync(line.Split(',')[3], """{"kind":"vt","values":{"ventricularRate":190},"appearAfterSeconds":0}""");

        await world.PollAsync(chosen, switched, 1);
        await world.MailedAsync(() => world.Mails().Any(IsPageAlert), switched + TimeSpan.FromSeconds(Slots.Count + 10) - world.Time.Clock.GetUtcNow());
        // The mail is there before anybody has written down that it is: a jump in between would look like a channel that does not answer.
        await world.Time.UntilAsync(() => world.Alerts.Read().Last.Any(d => d.Rule == "OPS-07"), TimeSpan.FromMilliseconds(20), TimeSpan.FromSeconds(10));
        // So many more of one patient that the portal no longer lists the first.
        const int more = 20;
        for (var i = 0; i < more; i++)
            await world.InjectAsync(chosen[0].Split(',')[3], """{"kind":"vt","values":{"ventricularRate":190},"appearAfterSeconds":0}""");
        await world.PollAsync(chosen, switched + TimeSpan.FromSeconds(Slots.Count), 3);

        Assert.Equal(known, world.Polls.Read(null, null).Transmissions);
        Assert.Single(world.Mails(), IsPageAlert);
        Assert.DoesNotContain(world.Mails(), m => m.Contains("OPS-01", StringComparison.Ordinal));
        Assert.Equal(chosen.Count, (await AskAsync(world, HttpMethod.Get, "/v1/quarantine/aurora")).EnumerateArray().Sum(c => c.GetProperty("patients").GetInt32()));

        Mend(world);
        var replayed = await AskAsync(world, HttpMethod.Post, "/v1/quarantine/aurora/replay");
        Assert.Equal((chosen.Count, chosen.Count, 6 + more), (replayed.GetProperty("patients").GetInt32(), replayed.GetProperty("released").GetInt32(), replayed.GetProperty("transmissions").GetInt32()));
        await world.Time.UntilAsync(() => world.Polls.Read(null, null).Transmissions == known + 6 + more, TimeSpan.FromMilliseconds(20), TimeSpan.FromSeconds(10));
        Assert.Equal(0, (await AskAsync(world, HttpMethod.Get, "/v1/quarantine/aurora")).GetArrayLength());
    }

    private static bool IsPageAlert(string mail) => mail.Contains("OPS-07", StringComparison.Ordinal);

    /// <summary>What a new version of the adapter would bring.</summary>
    private static void Mend(VectorCareWorld world) => world.Services[2].Services.GetRequiredService<IOptions<ScraperOptions>>().Value.Labels["aurora"] = AuroraMarkup.Renamed.ToDictionary(l => l.Value, l => l.Key);

    private static async Task<JsonElement> AskAsync(VectorCareWorld world, HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, world.Url(AppIds.Scraper, path));
        using var answer = await world.WaitAsync(world.SendAsync(request, Roles.Operator));
        Assert.True(answer.IsSuccessStatusCode, answer.StatusCode.ToString());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
