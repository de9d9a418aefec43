using System.Net.Http.Headers;
using System.Text.Json;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;

namespace VectorCare.Bench.Alerts;

/// <summary>Transmissions with an event that pages, one for each patient. The bench plays the scraper: it publishes through the scraper's sidecar and insists until pub/sub has acknowledged.</summary>
internal sealed class Outbreak(Uri sidecar) : IDisposable
{
    /// <summary>Clinics, numbered from 0.</summary>
    public const int Clinics = 40;

    private readonly HttpClient _http = new() { BaseAddress = sidecar, Timeout = TimeSpan.FromSeconds(10) };

    /// <summary>Id of a clinic.</summary>
    public static string Clinic(int number) => $"clinic-{number:00}";

    /// <summary>A transmission of a patient's own: a ventricular fibrillation, which is red, or a long atrial fibrillation, which is yellow.</summary>
    public static Transmission Transmission(int number, int seed, bool red, DateTimeOffset now)
    {
        var patient = new Guid(number, (short)seed, 0x7a11, 0x8b, 0x7e, 0x2f, 0x1c, 0x5d, 0x8a, 0x4e, 0x10);
        var began = now.AddMinutes(-20);
        var episode = red
            ? new DeviceEpisode("1", EpisodeType.Vf, null, began, 18, 240, null, null, null, null, null)
            : new DeviceEpisode("1", EpisodeType.AtAf, null, began.AddDays(-2), 40 * 3600, 130, null, null, null, null, null);
        return new Transmission(
            1, $"{patient}:T-1:{number:x16}", patient, Clinic(number % Clinics), "aurora", "T-1", began, now, now, false, $"{number:x16}", null, 0, null,
            new DeviceInfo("d1c0ffee", "Aurora", "A-300", DeviceKind.Icd), [], [episode], [], []);
    }

    /// <summary>Publishes until it is acknowledged.</summary>
    /// <returns>How often it was sent.</returns>
    public async Task<int> PublishAsync(Transmission transmission, CancellationToken stop)
    {
        for (var sent = 1; ; sent++)
        {
            try
            {
                using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(transmission, ContractsJson.Default.Transmission));
                content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
                var url = $"v1.0/publish/{ComponentNames.PubSub}/{Topics.Transmissions}?metadata.cloudevent.id={Uri.EscapeDataString(transmission.EventId)}&metadata.cloudevent.type={Topics.EventType(Topics.Transmissions)}&metadata.partitionKey={transmission.Patient}";
                using var answer = await _http.PostAsync(new Uri(url, UriKind.Relative), content, stop);
                if (answer.IsSuccessStatusCode)
                    return sent;
            }
            catch (Exception error) when (error is HttpRequestException or IOException || (error is OperationCanceledException && !stop.IsCancellationRequested))
            {
                // Nobody there, or it died with the event in its hands.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, stop);
        }
    }

    public void Dispose() => _http.Dispose();
}
