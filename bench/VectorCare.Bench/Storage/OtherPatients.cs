using VectorCare.Ingest.Events;
using VectorCare.Ingest.Storage;

namespace VectorCare.Bench.Storage;

/// <summary>What 300,000 other patients transmit in three days that are not packed yet, through ingest's own store: what reading one patient has to find its way through.</summary>
internal sealed class OtherPatients(OpenStore open, int transmissions)
{
    private const int Writers = 2;
    private const int PatientsEach = 150_000;
    private const int Batch = 500;
    private const int Days = 3;

    /// <summary>Writes them, on the days up to the last.</summary>
    public async Task WriteAsync(int lastDay, Action<string> progress, CancellationToken stop)
    {
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(n => Task.Run(() => WriteAsync(new Fleet(PatientsEach, 10 + n), lastDay, stop), stop)));
        progress($"{transmissions} transmissions of other patients");
    }

    private async Task WriteAsync(Fleet fleet, int lastDay, CancellationToken stop)
    {
        foreach (var numbers in Enumerable.Range(0, transmissions / Writers).Chunk(Batch))
        {
            var seen = StorageDay.Start(lastDay - (int)((long)numbers[0] * Days / (transmissions / Writers))).AddHours(1);
            await open.Store.WriteAsync([.. numbers.Select(n => fleet.Transmission(fleet.Patients[n % PatientsEach], n, seen)).Select(t => new TransmissionReceived(t.EventId, t))], stop);
        }
    }
}
