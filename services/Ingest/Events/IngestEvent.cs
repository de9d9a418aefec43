using System.Security.Cryptography;
using System.Text;
using VectorCare.Contracts.Messages;
using VectorCare.Ingest.Polls;
using VectorCare.Ingest.Storage;
using VectorCare.Ingest.Storage.Packing;

namespace VectorCare.Ingest.Events;

/// <summary>Something to store, known by its event id.</summary>
/// <param name="Id">CloudEvent id; the same event has the same, however often it comes.</param>
internal abstract record IngestEvent(string Id)
{
    /// <summary>The event id within its kind, as 16 bytes of SHA-256: short enough to be remembered for years.</summary>
    public Guid Key => new(SHA256.HashData(Encoding.UTF8.GetBytes(GetType().Name + "/" + Id)).AsSpan(0, 16));

    /// <summary>The day whose rows it joins; null where rows are not kept by day.</summary>
    public virtual int? Day => null;

    /// <summary>Does on the caller's thread what the one writer would have to do.</summary>
    public virtual void Prepare()
    {
        // Most have nothing to prepare.
    }
}

internal sealed record OutcomesReceived(string Id, PollOutcomes Data) : IngestEvent(Id)
{
    private readonly Lazy<byte[]> _pack = new(() => PollPack.Write(Data.Polls));

    /// <summary>The polls as they are stored.</summary>
    public byte[] Pack => _pack.Value;

    public override void Prepare() => _ = Pack;

    public override int? Day => StorageDay.Of(Contracts.Slots.Due(Data.Cycle, Data.Slot));
}

internal sealed record TransmissionReceived(string Id, Transmission Data) : IngestEvent(Id)
{
    private readonly Lazy<byte[]> _body = new(() => Bodies.Pack(Data));

    /// <summary>The message as it is stored.</summary>
    public byte[] Body => _body.Value;

    public override void Prepare() => _ = Body;

    public override int? Day => StorageDay.Of(Data.SeenAt);
}

internal sealed record ConnectivityReceived(string Id, ConnectivityEvent Data) : IngestEvent(Id);

internal sealed record AlertReceived(string Id, AlertEvent Data) : IngestEvent(Id);

/// <summary>A dead letter.</summary>
/// <param name="Id">The letter's key and how often it was resolved before: a letter that comes back after that is one more.</param>
/// <param name="Topic">Dead-letter topic.</param>
/// <param name="Type">CloudEvent type, where it could be read.</param>
/// <param name="Body">The event as it lay on the topic.</param>
internal sealed record LetterReceived(string Id, string Topic, string? Type, byte[] Body) : IngestEvent(Id)
{
    /// <summary>Why it could not be handled, as <see cref="Letters.LetterReasons"/> say.</summary>
    public string Reason { get; init; } = Letters.LetterReasons.Failed;
}

/// <summary>A new key of a patient. Of several the first is kept; a patient who was deleted gets none.</summary>
/// <param name="Patient">Whose it is.</param>
/// <param name="Wrapped">The key, wrapped by the master key.</param>
internal sealed record KeyMade(Guid Patient, byte[] Wrapped) : IngestEvent(Patient.ToString());

/// <summary>Raw bytes of a transmission, compressed and encrypted already.</summary>
/// <param name="Id"><c>{patient}:{hash}</c>.</param>
/// <param name="Patient">Whose key encrypts them.</param>
/// <param name="Hash">SHA-256 of the bytes as they were fetched.</param>
/// <param name="Base">Hash of the bytes they are packed against; null where they stand alone.</param>
/// <param name="Vendor">Vendor id.</param>
/// <param name="SeenOn">Day of their arrival.</param>
/// <param name="Length">Length as they were fetched.</param>
/// <param name="Sealed">Nonce, cipher text and tag.</param>
internal sealed record RawReceived(string Id, Guid Patient, byte[] Hash, byte[]? Base, string Vendor, int SeenOn, int Length, byte[] Sealed) : IngestEvent(Id)
{
    public override int? Day => SeenOn;
}
