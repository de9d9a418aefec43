using System.Security.Cryptography;
using VectorCare.Ingest.Events;

namespace VectorCare.Ingest.Storage.Raw;

/// <summary>A key per patient, wrapped by the master key. Destroying the row is the deletion of what it encrypts.</summary>
internal sealed class PatientKeys(Database database, GroupCommit commits, IMasterKey master)
{
    /// <summary>The key of a patient, or null where there is none.</summary>
    public async Task<byte[]?> FindAsync(Guid patient, CancellationToken cancellationToken)
    {
        var wrapped = await database.ReadAsync("SELECT wrapped FROM patient_keys WHERE patient = $1", r => (byte[])r[0], cancellationToken, patient).FirstOrDefaultAsync(cancellationToken);
        return wrapped is null ? null : await UnwrapAsync(patient, wrapped, cancellationToken);
    }

    /// <summary>The key of a patient whose row is known.</summary>
    public async ValueTask<byte[]> UnwrapAsync(Guid patient, byte[] wrapped, CancellationToken cancellationToken) => SealedBytes.Open(await master.GetAsync(cancellationToken), wrapped, patient.ToByteArray());

    /// <summary>The key of a patient; made at first use. Of two replicas that make one, the first wins. A patient who was deleted gets none.</summary>
    public async Task<byte[]?> FindOrMakeAsync(Guid patient, CancellationToken cancellationToken)
    {
        if (await FindAsync(patient, cancellationToken) is { } key)
            return key;
        var wrapped = SealedBytes.Seal(await master.GetAsync(cancellationToken), RandomNumberGenerator.GetBytes(32), patient.ToByteArray());
        // With all other writes: a writer beside the one writer would make both wait for the file.
        await commits.WriteAsync(new KeyMade(patient, wrapped), cancellationToken);
        return await FindAsync(patient, cancellationToken);
    }
}
