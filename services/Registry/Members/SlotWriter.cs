using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.ServiceDefaults.Events;

namespace VectorCare.Registry.Members;

/// <summary>The slot could not be written because others kept writing it.</summary>
internal sealed class SlotConflictException(string key) : Exception($"State key '{key}' was changed by others at every attempt; try again.");

/// <summary>Writes slots against their etags, then the index, then announces the versions.</summary>
internal sealed class SlotWriter(ISlotStore store, IEventPublisher events)
{
    private const int Attempts = 10;

    /// <summary>Applies an edit until it is written or turns out to change nothing.</summary>
    /// <returns>The document as it is now, and whether a version was written.</returns>
    public async Task<(SlotDocument? Document, bool Written)> EditAsync(int slot, Func<SlotDocument?, SlotDocument?> edit, CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            var (document, etag) = await store.ReadSlotAsync(slot, cancellationToken);
            if (edit(document) is not { } changed)
                return (document, attempt > 1);
            if (await WriteAsync(() => store.TryWriteSlotAsync(changed, etag, cancellationToken), attempt))
                return (changed, true);
        }

        throw new SlotConflictException(SlotDocument.Key(slot));
    }

    /// <summary>Brings versions into the index and announces them.</summary>
    public async Task AnnounceAsync(IReadOnlyCollection<SlotDocument> written, CancellationToken cancellationToken)
    {
        if (written.Count == 0)
            return;
        await WriteIndexAsync(written, cancellationToken);
        foreach (var document in written)
        {
            var version = new SlotVersion(1, document.Slot, document.Version, document.Hash);
            await events.PublishAsync(Topics.SlotVersions, $"slot-{document.Slot}-{document.Version}-{document.Hash}", $"slot-{document.Slot}", version, ContractsJson.Default.SlotVersion, cancellationToken: cancellationToken);
        }
    }

    private async Task WriteIndexAsync(IReadOnlyCollection<SlotDocument> written, CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            var (index, etag) = await store.ReadIndexAsync(cancellationToken);
            var slots = (index?.Slots ?? []).ToDictionary(s => s.Slot);
            foreach (var document in written)
            {
                if (!slots.TryGetValue(document.Slot, out var known) || known.Version < document.Version)
                    slots[document.Slot] = new SlotVersion(1, document.Slot, document.Version, document.Hash);
            }

            var changed = new SlotIndex(1, [.. slots.Values.OrderBy(s => s.Slot)]);
            if (await WriteAsync(() => store.TryWriteIndexAsync(changed, etag, cancellationToken), attempt))
                return;
        }

        throw new SlotConflictException(SlotIndex.Key);
    }

    private static async Task<bool> WriteAsync(Func<Task<bool>> write, int attempt)
    {
        try
        {
            return await write();
        }
        catch (Exception error) when (error is not OperationCanceledException && attempt < Attempts)
        {
            // Stores answer a lost first-write in several ways, some as a plain failure; reading tells.
            return false;
        }
    }
}
