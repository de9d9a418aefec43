using System.IO.Hashing;
using System.Text;

namespace VectorCare.Contracts;

/// <summary>Where and when a patient is polled: <c>slot = XxHash64(UTF-8 of the id in lower case, seed 0) mod 300</c>, <c>due(k) = 300·k + slot</c> in Unix seconds.</summary>
public static class Slots
{
    /// <summary>Number of slots, and seconds of a cycle.</summary>
    public const int Count = 300;

    /// <summary>Name and version of the hash, as it stands in slot documents.</summary>
    public const string Algorithm = "xxh64-v1";

    /// <summary>The slot of a patient.</summary>
    /// <param name="patient">Internal patient id; never a medical record number.</param>
    /// <returns>0 to 299.</returns>
    public static int Of(Guid patient)
    {
        Span<byte> text = stackalloc byte[36];
        patient.TryFormat(text, out _);
        return (int)(XxHash64.HashToUInt64(text) % Count);
    }

    /// <summary>The slot of an id given as text, hashed as it is.</summary>
    /// <param name="id">Id in the form that is hashed, lower case.</param>
    /// <returns>0 to 299.</returns>
    public static int Of(string id) => (int)(XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(id)) % Count);

    /// <summary>The instant at which a slot is due in a cycle.</summary>
    /// <param name="cycle">Cycle number: whole 300 s since the Unix epoch.</param>
    /// <param name="slot">0 to 299.</param>
    /// <returns>The due instant, on a whole second, UTC.</returns>
    public static DateTimeOffset Due(long cycle, int slot) => DateTimeOffset.FromUnixTimeSeconds((cycle * Count) + slot);

    /// <summary>The newest cycle in which a slot was due at an instant.</summary>
    /// <param name="slot">0 to 299.</param>
    /// <param name="at">The instant.</param>
    /// <returns>The largest k with <c>due(k) ≤ at</c>.</returns>
    public static long CycleAt(int slot, DateTimeOffset at) => (long)Math.Floor((at.ToUnixTimeMilliseconds() - (slot * 1000L)) / (Count * 1000.0));

    /// <summary>The first due instant of a slot strictly after an instant.</summary>
    /// <param name="slot">0 to 299.</param>
    /// <param name="after">The instant, for example of an import.</param>
    /// <returns>The due instant.</returns>
    public static DateTimeOffset NextDue(int slot, DateTimeOffset after) => Due(CycleAt(slot, after) + 1, slot);
}
