using VectorCare.Contracts;
using VectorCare.ServiceDefaults.Canary;

namespace VectorCare.ServiceDefaults.Tests.Canary;

public sealed class SlotRangeTests
{
    [Theory]
    [InlineData("none", true, null)]
    [InlineData("", true, null)]
    [InlineData("0-14", true, 15)]
    [InlineData("0-299", true, 300)]
    [InlineData("0-300", false, null)]
    [InlineData("14-0", false, null)]
    [InlineData("-1-3", false, null)]
    [InlineData("0-14,20", false, null)]
    [InlineData("all", false, null)]
    public void TryParse_Text_IsARangeOfSlotsOrRefused(string text, bool understood, int? slots)
    {
        Assert.Equal(understood, SlotRange.TryParse(text, out var range));
        Assert.Equal(slots, range is { } r ? Enumerable.Range(0, Slots.Count).Count(r.Has) : null);
    }
}
