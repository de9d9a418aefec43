using VectorCare.Contracts;
using VectorCare.Scheduler.Ticks;

namespace VectorCare.Scheduler.Tests.Ticks;

public sealed class TickJobsTests
{
    [Theory]
    [InlineData(0, "tick-v1-000", "0 0/5 * * * *")]
    [InlineData(61, "tick-v1-061", "1 1/5 * * * *")]
    [InlineData(299, "tick-v1-299", "59 4/5 * * * *")]
    public void NameAndSchedule_Slot_AreFixed(int slot, string name, string schedule) =>
        Assert.Equal((name, schedule), (TickJobs.Name(slot), TickJobs.Schedule(slot)));

    [Fact]
    public void Slot_EveryName_IsRead()
    {
        for (var slot = 0; slot < Slots.Count; slot++)
            Assert.Equal(slot, TickJobs.Slot(TickJobs.Name(slot)));
    }

    [Theory]
    [InlineData("tick-v1-300")]
    [InlineData("tick-v1-07")]
    [InlineData("tick-v1-0007")]
    [InlineData("tick-v2-007")]
    [InlineData("tick-v1--07")]
    [InlineData("")]
    public void Slot_OtherName_IsNone(string name) => Assert.Null(TickJobs.Slot(name));
}
