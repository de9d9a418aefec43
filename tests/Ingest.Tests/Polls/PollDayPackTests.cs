using CsCheck;
using VectorCare.Contracts.Messages;
using VectorCare.Ingest.Storage;
using VectorCare.Ingest.Storage.Packing;

namespace VectorCare.Ingest.Tests.Polls;

public sealed class PollDayPackTests
{
    private static readonly Guid Patient = Guid.Parse("0f8b3a52-6c1d-4e0a-9b7e-2f1c5d8a4e10");

    private static readonly Gen<DatedPoll> Poll =
        from cycle in Gen.Long[5_000_000, 5_000_100]
        from clinic in Gen.Int[1, 2]
        from outcome in Gen.Enum<PollOutcome>()
        from lateness in Gen.Long[-50, 400_000]
        from duration in Gen.Int[0, 60_000]
        from hash in Gen.OneOf(Gen.Const((string?)null), Gen.ULong[1, 3].Select(h => (string?)h.ToString("x16")))
        from reason in Gen.OneOf(Gen.Const((string?)null), Gen.Const((string?)"http-404"))
        select new DatedPoll(cycle, "aurora", new PollResult(Patient, $"clinic-{clinic:D2}", outcome, lateness, duration, 1, hash, 0, reason));

    [Fact]
    public void Read_WhatWasWritten_IsTheSamePollByPoll() =>
        Poll.List[0, 300].Select(p => p.OrderBy(x => x.Cycle).ToList()).Sample(polls => PollDayPack.Read(Patient, PollDayPack.Write(polls)).SequenceEqual(polls));

    [Fact]
    public void Write_ADayOfUnchangedPolls_TakesUnderThreeBytesAPoll()
    {
        var random = new Random(1);
        var polls = Enumerable.Range(0, 288).Select(i => new DatedPoll(5_000_000 + i, "aurora", new PollResult(Patient, "clinic-01", PollOutcome.Unchanged, 340 + random.Next(8), 12 + random.Next(10), 1, "ef46db3751d8e999", 0, null))).ToList();

        Assert.InRange(PollDayPack.Write(polls).Length, 1, 288 * 3);
    }

    [Fact]
    public void Read_OtherVersion_SaysSo() => Assert.Throws<InvalidDataException>(() => PollDayPack.Read(Patient, [9, 0, 0]));
}
