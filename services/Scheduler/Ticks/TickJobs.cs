using System.Globalization;
using VectorCare.Contracts;

namespace VectorCare.Scheduler.Ticks;

/// <summary>Names and schedules of the jobs, one per slot.</summary>
internal static class TickJobs
{
    public const string Prefix = "tick-v1-";

    /// <summary>For example <c>tick-v1-007</c>.</summary>
    public static string Name(int slot) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{slot:D3}");

    /// <summary>Six-field cron: the slot's second and minute of every five minutes.</summary>
    public static string Schedule(int slot) => string.Create(CultureInfo.InvariantCulture, $"{slot % 60} {slot / 60}/5 * * * *");

    /// <summary>The slot of a job; null for a job that is none of ours.</summary>
    public static int? Slot(string name) =>
        name.Length == Prefix.Length + 3
        && name.StartsWith(Prefix, StringComparison.Ordinal)
        && int.TryParse(name.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var slot)
        && slot < Slots.Count
            ? slot
            : null;
}
