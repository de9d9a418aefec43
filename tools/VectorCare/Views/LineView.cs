using System.Globalization;
using VectorCare.Demo;

namespace VectorCare.Views;

/// <summary>Without a terminal: a line every 10 s.</summary>
internal sealed class LineView(TextWriter output) : IRunView
{
    public TimeSpan Interval => TimeSpan.FromSeconds(10);

    public void Say(string line) => output.WriteLine(line);

    public void Show(Snapshot snapshot) => output.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{Durations.Format(snapshot.Elapsed)} polls {snapshot.PollsPerSecond:F1}/s done {snapshot.PollsDone} lost {snapshot.PollsLost} twice {snapshot.PollsDuplicated} late p99 {snapshot.LatenessP99Ms:F0} ms max {snapshot.LatenessMaxMs:F0} ms | new {snapshot.TransmissionsNew} | alerts {snapshot.AlertsOpened} delivered {snapshot.AlertsDelivered} held {snapshot.AlertsHeld.Values.Sum()} owed {snapshot.AlertsOwed} | red {snapshot.Red.Mails} max {snapshot.Red.DelayMaxS:F0} s | mails {snapshot.Mails} in {snapshot.MailDirectory}"));
}
