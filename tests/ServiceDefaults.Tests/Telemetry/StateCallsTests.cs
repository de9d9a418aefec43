using VectorCare.ServiceDefaults.Telemetry;

namespace VectorCare.ServiceDefaults.Tests.Telemetry;

public sealed class StateCallsTests
{
    [Theory]
    [InlineData("http://127.0.0.1:50001/dapr.proto.runtime.v1.Dapr/GetBulkState", true)]
    [InlineData("http://127.0.0.1:50001/dapr.proto.runtime.v1.Dapr/ExecuteStateTransaction", true)]
    [InlineData("http://127.0.0.1:3500/v1.0/state/poll-store/bulk", true)]
    [InlineData("http://127.0.0.1:3500/v1.0/actors/ClinicInbox/c-1/state", true)]
    [InlineData("http://127.0.0.1:50001/dapr.proto.runtime.v1.Dapr/PublishEvent", false)]
    [InlineData("http://127.0.0.1:50001/dapr.proto.runtime.v1.Dapr/InvokeBinding", false)]
    [InlineData("http://127.0.0.1:3500/v1.0/actors/ClinicInbox/c-1/method/Add", false)]
    [InlineData("http://127.0.0.1:3500/v1.0/invoke/ingest/method/v1/state", false)]
    public void Is_CallOfTheSidecar_TellsStateFromWhatCrossesServices(string uri, bool expected) => Assert.Equal(expected, StateCalls.Is(new Uri(uri)));

    [Fact]
    public void Is_NoAddress_IsNone() => Assert.False(StateCalls.Is(null));
}
