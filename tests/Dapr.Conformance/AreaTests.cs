using Dapr.Conformance.Playing;
using Dapr.Conformance.Servers;

namespace Dapr.Conformance;

public sealed class ActorsRecordingTests : RecordingTests
{
    public static TheoryData<string> Cases { get; } = new(ConformanceCase.Of("actors"));

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Replay_ActorsRecording_AnswersAsRecorded(string name) => PlayAsync(name);
}

public sealed class ApiRecordingTests : RecordingTests
{
    public static TheoryData<string> Cases { get; } = new(ConformanceCase.Of("api"));

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Replay_ApiRecording_AnswersAsRecorded(string name) => PlayAsync(name);
}

public sealed class BindingsRecordingTests : RecordingTests
{
    public static TheoryData<string> Cases { get; } = new(ConformanceCase.Of("bindings"));

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Replay_BindingsRecording_AnswersAsRecorded(string name) => PlayAsync(name);
}

public sealed class InvokeRecordingTests : RecordingTests
{
    public static TheoryData<string> Cases { get; } = new(ConformanceCase.Of("invoke"));

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Replay_InvokeRecording_AnswersAsRecorded(string name) => PlayAsync(name);
}

public sealed class JobsRecordingTests : RecordingTests
{
    public static TheoryData<string> Cases { get; } = new(ConformanceCase.Of("jobs"));

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Replay_JobsRecording_AnswersAsRecorded(string name) => PlayAsync(name);
}

public sealed class KafkaRecordingTests : RecordingTests
{
    public static TheoryData<string> Cases { get; } = new(ConformanceCase.Of("kafka"));

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Replay_KafkaRecording_AnswersAsRecorded(string name) => PlayAsync(name);
}

public sealed class PubsubRecordingTests : RecordingTests
{
    public static TheoryData<string> Cases { get; } = new(ConformanceCase.Of("pubsub").Except(ConformanceCase.Of("pubsub-bulk")).Except(ConformanceCase.Of("pubsub-publish")));

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Replay_PubsubRecording_AnswersAsRecorded(string name) => PlayAsync(name);
}

public sealed class PubsubBulkRecordingTests : RecordingTests
{
    public static TheoryData<string> Cases { get; } = new(ConformanceCase.Of("pubsub-bulk"));

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Replay_BulkRecording_AnswersAsRecorded(string name) => PlayAsync(name);
}

public sealed class PubsubPublishRecordingTests : RecordingTests
{
    public static TheoryData<string> Cases { get; } = new(ConformanceCase.Of("pubsub-publish"));

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Replay_PublishRecording_AnswersAsRecorded(string name) => PlayAsync(name);
}

public sealed class ResiliencyRecordingTests : RecordingTests
{
    public static TheoryData<string> Cases { get; } = new(ConformanceCase.Of("resiliency"));

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Replay_ResiliencyRecording_AnswersAsRecorded(string name) => PlayAsync(name);
}

public sealed class SecretsRecordingTests : RecordingTests
{
    public static TheoryData<string> Cases { get; } = new(ConformanceCase.Of("secrets"));

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Replay_SecretsRecording_AnswersAsRecorded(string name) => PlayAsync(name);
}

public sealed class StateRecordingTests : RecordingTests
{
    public static TheoryData<string> Cases { get; } = new(ConformanceCase.Of("state"));

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Replay_StateRecording_AnswersAsRecorded(string name) => PlayAsync(name);
}

public sealed class StoresRecordingTests(StoreServers servers) : RecordingTests, IClassFixture<StoreServers>
{
    public static TheoryData<string> Cases { get; } = new(ConformanceCase.Of("stores"));

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Replay_StoresRecording_AnswersAsRecorded(string name)
    {
        Assert.SkipWhen(servers.Missing is not null, servers.Missing ?? string.Empty);
        return PlayAsync(name, servers.Addresses);
    }
}

public sealed class TokenRecordingTests : RecordingTests
{
    public static TheoryData<string> Cases { get; } = new(ConformanceCase.Of("token"));

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Replay_TokenRecording_AnswersAsRecorded(string name) => PlayAsync(name);
}
