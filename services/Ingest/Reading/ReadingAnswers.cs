using System.Text.Json;
using System.Text.Json.Serialization;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.Ingest.Export;
using VectorCare.Ingest.Polls;
using VectorCare.Ingest.Storage;
using VectorCare.Ingest.Summary;

namespace VectorCare.Ingest.Reading;

/// <summary>A poll as the read API gives it.</summary>
/// <param name="Due">Due instant.</param>
/// <param name="Outcome">Outcome.</param>
/// <param name="ContentHash">Hash of the page outside its volatile parts, or null.</param>
/// <param name="LatenessMs">Request start minus due instant, in ms.</param>
/// <param name="Reason">Reason code, or null.</param>
public sealed record StoredPoll(DateTimeOffset Due, PollOutcome Outcome, string? ContentHash, long LatenessMs, string? Reason);

/// <summary>The newest value of a term, with both ages.</summary>
/// <param name="Code">MDC_IDC code.</param>
/// <param name="Name">MDC_IDC reference id.</param>
/// <param name="Channel">RA, RV, LV or null.</param>
/// <param name="Group">Tells repeated terms apart, or null.</param>
/// <param name="Value">The number, or null for an enumeration.</param>
/// <param name="Unit">UCUM unit.</param>
/// <param name="Enum">The enumeration, or null for a number.</param>
/// <param name="DeviceTime">When the device said it.</param>
/// <param name="DeviceAgeSeconds">Its age by the device's clock in s; negative when that clock is ahead.</param>
/// <param name="SeenAt">When we saw it first.</param>
/// <param name="SeenAgeSeconds">Its age by our clock in s.</param>
/// <param name="Vendor">Vendor id.</param>
public sealed record LatestReading(int Code, string Name, string? Channel, string? Group, double? Value, string? Unit, string? Enum, DateTimeOffset DeviceTime, double DeviceAgeSeconds, DateTimeOffset SeenAt, double SeenAgeSeconds, string Vendor)
{
    internal static LatestReading From(LatestValue latest, DateTimeOffset now) => new(
        latest.Value.Code, latest.Value.Name, latest.Value.Channel, latest.Value.Group, latest.Value.Value, latest.Value.Unit, latest.Value.Enum,
        latest.At, (now - latest.At).TotalSeconds, latest.SeenAt, (now - latest.SeenAt).TotalSeconds, latest.Vendor);
}

/// <summary>A patient's day.</summary>
/// <param name="Day">The day, UTC.</param>
/// <param name="Polls">Runs of polls with the same outcome.</param>
/// <param name="Transmissions">Transmissions first seen that day.</param>
public sealed record Timeline(DateOnly Day, IReadOnlyList<PollRun> Polls, IReadOnlyList<Transmission> Transmissions);

/// <summary>Polls in a row with the same outcome and content.</summary>
/// <param name="From">Due instant of the first.</param>
/// <param name="Until">Due instant of the last.</param>
/// <param name="Polls">How many.</param>
/// <param name="Outcome">Outcome.</param>
/// <param name="ContentHash">Hash of the page, or null.</param>
/// <param name="Reason">Reason code, or null.</param>
public sealed record PollRun(DateTimeOffset From, DateTimeOffset Until, int Polls, PollOutcome Outcome, string? ContentHash, string? Reason)
{
    internal static IReadOnlyList<PollRun> Of(IEnumerable<DatedPoll> polls)
    {
        var runs = new List<PollRun>();
        foreach (var (cycle, _, poll) in polls)
        {
            var due = Slots.Due(cycle, Slots.Of(poll.Patient));
            if (runs is [.., var last] && (last.Outcome, last.ContentHash, last.Reason) == (poll.Outcome, poll.ContentHash, poll.Reason))
                runs[^1] = last with { Until = due, Polls = last.Polls + 1 };
            else
                runs.Add(new PollRun(due, due, 1, poll.Outcome, poll.ContentHash, poll.Reason));
        }

        return runs;
    }
}

/// <summary>What capacity review needs.</summary>
/// <param name="Store">Kind of the store.</param>
/// <param name="Bytes">Bytes on disk.</param>
/// <param name="Patients">Patients polled in the last 25 hours.</param>
/// <param name="Polls">Polls done in the last 25 hours.</param>
/// <param name="Transmissions">Transmissions stored, ever.</param>
/// <param name="NewShare">Share of those polls that found something new, 0 to 1.</param>
/// <param name="Vendors">Freshness by vendor.</param>
public sealed record FleetStatistics(string Store, long Bytes, long Patients, long Polls, long Transmissions, double NewShare, IReadOnlyList<VendorFreshness> Vendors);

/// <summary>JSON form of the answers.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IngestSummary))]
[JsonSerializable(typeof(List<StoredPoll>))]
[JsonSerializable(typeof(List<LatestReading>))]
[JsonSerializable(typeof(Timeline))]
[JsonSerializable(typeof(FleetStatistics))]
[JsonSerializable(typeof(ExportProgress))]
[JsonSerializable(typeof(PatientFreshness))]
[JsonSerializable(typeof(List<PatientFreshness>))]
[JsonSerializable(typeof(List<VendorFreshness>))]
internal sealed partial class IngestJson : JsonSerializerContext;
