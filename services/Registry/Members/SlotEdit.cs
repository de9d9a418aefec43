using System.IO.Hashing;
using System.Text;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.Registry.Import;

namespace VectorCare.Registry.Members;

/// <summary>Edits the members of one slot; pure, so that it can be done again after a lost write.</summary>
internal static class SlotEdit
{
    /// <summary>Adds, moves, pauses and resumes the members of the lines.</summary>
    /// <param name="slot">0 to 299.</param>
    /// <param name="document">The slot as it is, or null.</param>
    /// <param name="lines">Patients of this slot.</param>
    /// <param name="from">First instant of new and resumed members. A moved member stays due without a gap.</param>
    /// <param name="postponed">A first instant, given earlier, that is to become <paramref name="from"/>; or null.</param>
    /// <returns>The new document, null when nothing changed, and the counts.</returns>
    public static (SlotDocument? Changed, int Added, int Updated, int Unchanged) Merge(int slot, SlotDocument? document, IEnumerable<PatientLine> lines, DateTimeOffset from, DateTimeOffset? postponed = null)
    {
        var members = (document?.Members ?? []).ToDictionary(m => m.Patient);
        int added = 0, updated = 0, unchanged = 0;
        foreach (var line in lines)
        {
            if (!members.TryGetValue(line.Patient, out var known))
                added++;
            else if (known.From != postponed && known.Clinic == line.Clinic && known.Vendor == line.Vendor && known.PortalRef == line.PortalRef && known.Paused == line.Paused && known.Region == line.Region)
            {
                unchanged++;
                continue;
            }
            else
                updated++;
            var start = known is null || known.From == postponed || (known.Paused && !line.Paused) ? from : known.From;
            members[line.Patient] = new SlotMember(line.Patient, line.Clinic, line.Vendor, line.PortalRef, start, line.Paused, line.Region);
        }

        return (added + updated == 0 ? null : Next(slot, document, members.Values), added, updated, unchanged);
    }

    /// <summary>Changes or removes (null) one member; null when it is not there or stays as it is.</summary>
    public static SlotDocument? Change(SlotDocument? document, Guid patient, Func<SlotMember, SlotMember?> change)
    {
        if (document?.Members.FirstOrDefault(m => m.Patient == patient) is not { } member)
            return null;
        var changed = change(member);
        if (changed == member)
            return null;
        var others = document.Members.Where(m => m.Patient != patient);
        return Next(document.Slot, document, changed is null ? others : others.Append(changed));
    }

    private static SlotDocument Next(int slot, SlotDocument? document, IEnumerable<SlotMember> members)
    {
        var sorted = members.OrderBy(m => m.Patient).ToArray();
        return new SlotDocument(1, Slots.Algorithm, slot, (document?.Version ?? 0) + 1, Hash(sorted), sorted);
    }

    private static string Hash(SlotMember[] members)
    {
        var hash = new XxHash64();
        foreach (var m in members)
            hash.Append(Encoding.UTF8.GetBytes($"{m.Patient:D}\n{m.Clinic}\n{m.Vendor}\n{m.PortalRef}\n{m.From.ToUnixTimeMilliseconds()}\n{m.Paused}\n{(m.Region is null ? string.Empty : m.Region + "\n")}"));
        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }
}
