using Microsoft.Extensions.Options;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.Registry.Summary;

namespace VectorCare.Registry.Members;

/// <summary>Shows, pauses, resumes and removes single patients.</summary>
internal sealed class PatientDesk(ISlotStore store, SlotWriter writer, TimeProvider clock, IOptions<RegistryOptions> options)
{
    public async Task<RegisteredPatient?> FindAsync(Guid patient, CancellationToken cancellationToken)
    {
        var slot = Slots.Of(patient);
        var (document, _) = await store.ReadSlotAsync(slot, cancellationToken);
        return document?.Members.FirstOrDefault(m => m.Patient == patient) is { } member
            ? new RegisteredPatient(member.Patient, member.Clinic, member.Vendor, member.PortalRef, slot, member.From, member.Paused, member.Region)
            : null;
    }

    public Task<bool> PauseAsync(Guid patient, CancellationToken cancellationToken) =>
        ChangeAsync(patient, member => member with { Paused = true }, cancellationToken);

    public Task<bool> ResumeAsync(Guid patient, CancellationToken cancellationToken) =>
        ChangeAsync(
            patient,
            member => member.Paused ? member with { Paused = false, From = FirstInstant.After(clock.GetUtcNow() + TimeSpan.FromSeconds(options.Value.LeadSeconds)) } : member,
            cancellationToken);

    public Task<bool> RemoveAsync(Guid patient, CancellationToken cancellationToken) => ChangeAsync(patient, _ => null, cancellationToken);

    private async Task<bool> ChangeAsync(Guid patient, Func<SlotMember, SlotMember?> change, CancellationToken cancellationToken)
    {
        var found = false;
        var (document, written) = await writer.EditAsync(
            Slots.Of(patient),
            known =>
            {
                found |= known?.Members.Any(m => m.Patient == patient) ?? false;
                return SlotEdit.Change(known, patient, change);
            },
            cancellationToken);
        // Announced also when nothing changed: the announcement of an earlier call may have failed.
        if (found && document is not null)
            await writer.AnnounceAsync([document], cancellationToken);
        return found || written;
    }
}
