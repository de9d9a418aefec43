using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.Ingest.Events;
using VectorCare.Ingest.Storage;
using VectorCare.Ingest.Tests.Storage;

namespace VectorCare.Ingest.Tests.Events;

public sealed class PlausibilityTests
{
    private static readonly DateTimeOffset Now = Samples.Transmission.SeenAt.AddMinutes(1);
    private readonly Plausibility _plausibility = new(new FakeTimeProvider(Now), Options.Create(new StorageOptions()));

    [Fact]
    public void Against_TheContractsGoodSamples_IsNothing()
    {
        Assert.Null(Why(Samples.Transmission));
        Assert.Null(Why(Outcomes(o => o)));
        Assert.Null(Why(Outcomes(o => o with { Polls = [o.Polls[0] with { LatenessMs = -40 }] })));
    }

    [Fact]
    public void Against_DeviceClockYearsOff_IsNothing() =>
        Assert.Null(Why(Samples.Transmission with { SessionTime = new DateTimeOffset(1998, 1, 1, 0, 0, 0, TimeSpan.Zero), Measurements = [new(1, "A", null, 1, "V", null, null, Now.AddYears(30))] }));

    [Fact]
    public void Against_Transmission_NamesWhatIsWrong()
    {
        Assert.Equal("out-of-time", Why(Samples.Transmission with { SeenAt = Now.AddYears(-3) }));
        Assert.Equal("out-of-time", Why(Samples.Transmission with { SeenAt = Now.AddDays(2) }));
        Assert.Equal("not-finite", Why(Samples.Transmission with { Measurements = [new(1, "A", null, double.PositiveInfinity, "V", null, null, null)] }));
        Assert.Equal("not-finite", Why(Samples.Transmission with { Measurements = [new(1, "A", null, double.NaN, "V", null, null, null)] }));
        Assert.Equal("bad-text", Why(Samples.Transmission with { Measurements = [new(1, "A", "R\0V", 1, "V", null, null, null)] }));
        Assert.Equal("bad-text", Why(Samples.Transmission with { Vendor = new string('x', 5000) }));
        Assert.Equal("bad-hash", Why(Samples.Transmission with { RawHash = "not a hash" }));
        Assert.Equal("out-of-range", Why(Samples.Transmission with { RawLength = -1 }));
    }

    [Fact]
    public void Against_Outcomes_NamesWhatIsWrong()
    {
        Assert.Equal("out-of-range", Why(Outcomes(o => o with { Slot = 300 })));
        Assert.Equal("out-of-range", Why(Outcomes(o => o with { Cycle = -1 })));
        Assert.Equal("out-of-time", Why(Outcomes(o => o with { Cycle = o.Cycle - (288 * 60) })));
        Assert.Equal("bad-hash", Why(Outcomes(o => o with { Polls = [o.Polls[0] with { ContentHash = "EF46DB3751D8E999" }] })));
        Assert.Equal("bad-text", Why(Outcomes(o => o with { Polls = [o.Polls[0] with { Reason = "a\0b" }] })));
        Assert.Equal("out-of-range", Why(Outcomes(o => o with { Polls = [o.Polls[0] with { DurationMs = -1 }] })));
    }

    private string? Why(Transmission transmission) => _plausibility.Against(new TransmissionReceived("t", transmission));

    private string? Why(PollOutcomes outcomes) => _plausibility.Against(new OutcomesReceived("o", outcomes));

    private static PollOutcomes Outcomes(Func<PollOutcomes, PollOutcomes> change) => change(Samples.Outcomes with { Slot = 7, Cycle = Slots.CycleAt(7, Now) });
}
