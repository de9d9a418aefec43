using System.Diagnostics;
using VectorCare.ServiceDefaults.Telemetry;

namespace VectorCare.ServiceDefaults.Tests.Telemetry;

public sealed class TracingTests : IDisposable
{
    private const string Kept = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private readonly ActivityListener _listener = new() { ShouldListenTo = s => s.Name is "VectorCare.Polls" or "VectorCare.Discovery", Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded };

    public TracingTests() => ActivitySource.AddActivityListener(_listener);

    public void Dispose() => _listener.Dispose();

    [Fact]
    public void StartTrace_InsideOfAnother_IsItsOwnAndLinked()
    {
        using var outer = Tracing.Polls.StartActivity("poll batch")!;

        using var started = Tracing.Discovery.StartTrace("discovery transmission", ActivityKind.Producer, outer.Id)!;

        Assert.NotEqual(outer.TraceId, started.TraceId);
        Assert.Equal(default, started.ParentSpanId);
        Assert.Equal(outer.SpanId, Assert.Single(started.Links).Context.SpanId);
    }

    [Fact]
    public void GoOn_ElsewhereOrWithin_StaysInTheKeptTrace()
    {
        using var request = Tracing.Polls.StartTrace("request", ActivityKind.Server)!;
        using var elsewhere = Tracing.GoOn("acknowledge alert", Kept)!;
        using var within = Tracing.GoOn("deliver alert", Kept)!;

        Assert.Equal(Kept[3..35], elsewhere.TraceId.ToString());
        Assert.Equal(Kept[36..52], elsewhere.ParentSpanId.ToString());
        Assert.Equal(request.TraceId, Assert.Single(elsewhere.Links).Context.TraceId);
        Assert.Equal((elsewhere.TraceId, elsewhere.SpanId), (within.TraceId, within.ParentSpanId));
        Assert.Empty(within.Links);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("not a trace")]
    public void GoOn_NothingKept_StartsNothing(string? kept) => Assert.Null(Tracing.GoOn("deliver alert", kept));
}
