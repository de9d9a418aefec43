using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using VectorCare.Contracts;
using VectorCare.TestKit;
using VendorSim;

namespace VectorCare.Bench.Alerts;

/// <summary>The simulated vendors' portals with patients to whom nothing happens by itself.</summary>
internal sealed class Portals : IAsyncDisposable
{
    private const int Clinics = 4;
    private readonly string _csv = Path.GetTempFileName();
    private readonly WebApplication _app;
    private readonly HttpClient _http;

    private Portals(int patients, string secrets)
    {
        Port = FreePorts.Next();
        _app = VendorSimApp.Build(new VendorSimOptions { Port = Port, Patients = patients, Clinics = Clinics, RateScale = 0.001, CsvFile = _csv, SecretsFile = secrets }, TimeProvider.System);
        _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{Port}") };
    }

    public int Port { get; }

    /// <summary>Patients and their references at the portals; registered by <see cref="RegistryFileAsync"/>.</summary>
    public IReadOnlyList<(Guid Patient, string Reference)> Patients { get; private set; } = [];

    /// <summary>Starts the portals and writes their credentials, with the keys that services want.</summary>
    public static async Task<Portals> StartAsync(int patients, string secrets, string key, CancellationToken stop)
    {
        var portals = new Portals(patients, secrets);
        await portals._app.StartAsync(stop);
        var all = JsonNode.Parse(await File.ReadAllTextAsync(secrets, stop))!.AsObject();
        (all["storage-master-key"], all["alert-link-key"]) = (key, key);
        await File.WriteAllTextAsync(secrets, all.ToJsonString(), stop);
        return portals;
    }

    /// <summary>A file for the registry in which the patients have ids that are due one after the other within a time.</summary>
    public async Task<string> RegistryFileAsync(DateTimeOffset first, TimeSpan within, CancellationToken stop)
    {
        var rows = (await File.ReadAllLinesAsync(_csv, stop)).Skip(1).Where(l => l.Length > 0).Select(l => l.Split(',')).ToArray();
        var slots = rows.Select((_, i) => (int)((first + (within * i / rows.Length)).ToUnixTimeSeconds() % Slots.Count)).ToArray();
        var ids = slots.Select((slot, i) => Enumerable.Range(0, int.MaxValue).Select(n => new Guid(i, (short)(n >> 16), (short)n, 0x8b, 0x7e, 0x2f, 0x1c, 0x5d, 0x8a, 0x4e, 0x11)).First(id => Slots.Of(id) == slot)).ToArray();
        Patients = [.. rows.Select((row, i) => (ids[i], row[3]))];
        await File.WriteAllLinesAsync(_csv, ["patient,clinic,vendor,portal_ref", .. rows.Select((row, i) => $"{ids[i]},{string.Join(',', row[1..])}")], stop);
        return _csv;
    }

    /// <summary>A fast ventricular tachycardia, now; the portal tells of it at once.</summary>
    public async Task InjectAsync(string reference, CancellationToken stop)
    {
        var what = new JsonObject { ["kind"] = "vt", ["values"] = new JsonObject { ["ventricularRate"] = 210, ["shocks"] = 0 } };
        using var answer = await _http.PostAsJsonAsync($"/sim/patients/{reference}/events", what, stop);
        answer.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
        File.Delete(_csv);
    }
}
