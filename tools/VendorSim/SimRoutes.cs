using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using VendorSim.Credentials;
using VendorSim.Faults;
using VendorSim.Population;
using VendorSim.Statistics;
using VendorSim.Truth;

namespace VendorSim;

/// <summary>An event to happen now.</summary>
internal sealed record InjectedEvent(string Kind, Dictionary<string, double>? Values, double AppearAfterSeconds = 0);

/// <summary>Switches, truth, statistics and injected events: the simulator's own routes.</summary>
internal static class SimRoutes
{
    public static void Map(WebApplication app)
    {
        var sim = app.MapGroup("/sim");
        sim.MapGet("/info", (SimPopulation population, PatientDirectory patients, TimeProvider time) => Results.Json(new
        {
            seed = population.Options.Seed,
            patients = patients.All.Count(),
            clinics = population.Options.Clinics,
            rateScale = population.Options.RateScale,
            start = population.Start,
            now = time.GetUtcNow(),
        }));
        sim.MapGet("/patients", (PatientDirectory patients, string? vendor, int? limit) => Results.Json(patients.All
            .Where(entry => vendor is null || entry.Vendor.Id() == vendor).Take(limit ?? 1_000)
            .Select(entry => new { patient = entry.Patient, clinic = entry.Clinic, vendor = entry.Vendor.Id(), portalRef = entry.PortalRef, family = entry.Family?.Label() })));
        sim.MapGet("/truth", (TruthLog truth, string? since) => since is null
            ? Results.Bytes(truth.Since(DateTimeOffset.MinValue), "application/x-ndjson")
            : DateTimeOffset.TryParse(since.Replace(' ', '+'), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
                ? Results.Bytes(truth.Since(instant), "application/x-ndjson")
                : Results.BadRequest(new { errors = new[] { "since is no ISO 8601 instant." } }));
        sim.MapGet("/stats", (RequestStatistics statistics) => Results.Json(new
        {
            requests = statistics.Requests(),
            polledPatients = statistics.PolledPatients,
            pages = statistics.Pages.Count,
            pageBytes = statistics.Pages.Bytes,
            jitter = statistics.Jitter,
        }));
        sim.MapDelete("/stats/jitter", (RequestStatistics statistics) => statistics.ClearJitter());
        sim.MapGet("/stats/patients", (RequestStatistics statistics) => Results.Json(statistics.Patients()));
        sim.MapGet("/faults", (FaultBoard board) => Results.Json(board.List(), FaultJson.Default.ListActiveFault));
        sim.MapPost("/faults", AddFaultAsync);
        sim.MapDelete("/faults", (FaultBoard board) => board.Clear());
        sim.MapDelete("/faults/{id:int}", (FaultBoard board, int id) => board.Remove(id) ? Results.NoContent() : Results.NotFound());
        sim.MapPost("/patients/{portalRef}/events", InjectAsync);
    }

    private static async Task<IResult> AddFaultAsync(HttpContext context, FaultBoard board, CredentialStore credentials, TimeProvider time)
    {
        Fault? fault;
        using var reader = new StreamReader(context.Request.Body);
        var text = await reader.ReadToEndAsync(context.RequestAborted);
        try
        {
            if (text.TrimStart() is ['{', ..] || !text.Contains('='))
                fault = JsonSerializer.Deserialize(text, FaultJson.Default.Fault);
            else if (!FaultParser.TryParse(text, out fault, out var error))
                return Results.BadRequest(new { errors = new[] { error } });
        }
        catch (JsonException invalid)
        {
            return Results.BadRequest(new { errors = new[] { invalid.Message } });
        }

        var errors = fault is null ? ["the body is empty."] : FaultRules.Check(fault);
        if (errors.Count > 0)
            return Results.BadRequest(new { errors });
        if (!fault!.RotateCredentials)
            return Results.Json(new { id = board.Add(fault, time.GetUtcNow()).Id }, statusCode: StatusCodes.Status201Created);
        bool Concerned(Vendor vendor, string clinic) => fault.Concerns(vendor) && (fault.Clinic is null || fault.Clinic == clinic);
        foreach (var vendor in Enum.GetValues<Vendor>())
        {
            foreach (var clinic in credentials.Clinics.Where(clinic => Concerned(vendor, clinic)))
                credentials.Rotate(vendor, clinic);
        }

        return Results.Json(credentials.ToJson(Concerned), statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> InjectAsync(HttpContext context, string portalRef, SimPopulation population, TruthLog truth, TimeProvider time)
    {
        InjectedEvent? wanted;
        try
        {
            wanted = await JsonSerializer.DeserializeAsync(context.Request.Body, InjectedEventJson.Default.InjectedEvent, context.RequestAborted);
        }
        catch (JsonException invalid)
        {
            return Results.BadRequest(new { errors = new[] { invalid.Message } });
        }

        if (population.Find(portalRef) is not { } timeline)
            return Results.NotFound();
        if (wanted is null || !Enum.TryParse<EventKind>(wanted.Kind, ignoreCase: true, out var kind) || !Enum.IsDefined(kind))
            return Results.BadRequest(new { errors = new[] { $"kind '{wanted?.Kind}' is unknown, give one of {string.Join(", ", Enum.GetNames<EventKind>().Select(JsonNamingPolicy.CamelCase.ConvertName))}." } });
        if (wanted.Values is { } values && values.TryGetValue("channel", out var channel) && (channel is < 0 or > 2 || timeline.Patient.Device.Leads[(int)channel] is null))
            return Results.BadRequest(new { errors = new[] { $"channel {channel}: the device has no such lead (0 RA, 1 RV, 2 LV)." } });
        var happened = population.Inject(timeline, kind, wanted.Values, time.GetUtcNow(), TimeSpan.FromSeconds(Math.Max(0, wanted.AppearAfterSeconds)));
        truth.Expect(timeline, happened.AppearsAt);
        return Results.Json(new { transmission = Report.IdFor(timeline.Patient, happened.Key), deviceTime = happened.DeviceTime, appearedAt = happened.AppearsAt }, statusCode: StatusCodes.Status201Created);
    }
}

/// <summary>JSON of injected events.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(InjectedEvent))]
internal sealed partial class InjectedEventJson : JsonSerializerContext;
