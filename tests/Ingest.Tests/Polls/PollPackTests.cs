using CsCheck;
using VectorCare.Contracts.Messages;
using VectorCare.Ingest.Polls;

namespace VectorCare.Ingest.Tests.Polls;

public sealed class PollPackTests
{
    private static readonly Gen<PollResult> Poll =
        from patient in Gen.Guid
        from clinic in Gen.Int[1, 30]
        from outcome in Gen.Enum<PollOutcome>()
        from lateness in Gen.Long[-50, 400_000]
        from duration in Gen.Int[0, 60_000]
        from requests in Gen.Int[0, 5]
        from hash in Gen.ULong
        from hasHash in Gen.Bool
        from found in Gen.Int[0, 9]
        from reason in Gen.OneOf(Gen.Const((string?)null), Gen.Const((string?)"http-404"), Gen.Const((string?)"deadline"))
        select new PollResult(patient, $"clinic-{clinic:D2}", outcome, lateness, duration, requests, hasHash ? hash.ToString("x16") : null, found, reason);

    [Fact]
    public void Read_WhatWasWritten_IsTheSame() =>
        Poll.List[0, 200].Sample(polls => PollPack.Read(PollPack.Write(polls)).SequenceEqual(polls));

    [Fact]
    public void Write_ABatchOfUnchangedPolls_TakesFewBytes()
    {
        var polls = Enumerable.Range(0, 100).Select(i => new PollResult(Guid.NewGuid(), $"clinic-{i % 30:D2}", PollOutcome.Unchanged, 200, 12, 1, "ef46db3751d8e999", 0, null)).ToList();

        Assert.True(PollPack.Write(polls).Length < 100 * 40);
    }

    [Fact]
    public void Read_OtherVersion_SaysSo() => Assert.Throws<InvalidDataException>(() => PollPack.Read([9, 0, 0]));
}
