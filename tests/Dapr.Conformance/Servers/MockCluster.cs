using System.Runtime.InteropServices;

[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]

namespace Dapr.Conformance.Servers;

/// <summary>The mock broker that librdkafka carries: the protocol only, records in memory, about 5 MB a partition at most. Of the builds in its package the first that the system can load is taken, as Confluent.Kafka does.</summary>
internal sealed partial class MockCluster : IDisposable
{
    private const string Library = "librdkafka";
    private const int Producer = 0;
    private const int PartitionsOfTopic = 3;

    // Members that come later than this wait for nearly a whole session before the cluster lets them in.
    private const int JoinMs = 3000;
    private static readonly string[] Builds = ["librdkafka", "centos8-librdkafka", "alpine-librdkafka"];
    private readonly nint _client;
    private readonly nint _cluster;

    static MockCluster() => NativeLibrary.SetDllImportResolver(typeof(MockCluster).Assembly, static (name, assembly, _) =>
        name == Library ? Builds.Select(b => NativeLibrary.TryLoad(b, assembly, null, out var loaded) ? loaded : 0).FirstOrDefault(l => l != 0) : 0);

    public MockCluster()
    {
        var error = new byte[512];
        _client = NewClient(Producer, NewConfiguration(), error, (nuint)error.Length);
        _cluster = _client == 0 ? 0 : NewCluster(_client, 1);
        if (_cluster == 0)
            throw new InvalidOperationException("librdkafka started no mock cluster.");
        SetRebalanceDelay(_cluster, JoinMs);
        Address = Marshal.PtrToStringUTF8(Bootstraps(_cluster))!;
    }

    public string Address { get; }

    /// <summary>Creates a topic as a broker with three partitions by default does on demand; the mock cluster's own default is four.</summary>
    public void CreateTopic(string name)
    {
        if (CreateTopic(_cluster, name, PartitionsOfTopic, 1) is var code && code != 0)
            throw new InvalidOperationException($"Topic {name}: librdkafka answers {code}.");
    }

    public void Dispose()
    {
        DestroyCluster(_cluster);
        DestroyClient(_client);
    }

    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_new")]
    private static partial nint NewConfiguration();

    [LibraryImport(Library, EntryPoint = "rd_kafka_new")]
    private static partial nint NewClient(int kind, nint configuration, byte[] error, nuint size);

    [LibraryImport(Library, EntryPoint = "rd_kafka_destroy")]
    private static partial void DestroyClient(nint client);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_cluster_new")]
    private static partial nint NewCluster(nint client, int brokers);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_cluster_destroy")]
    private static partial void DestroyCluster(nint cluster);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_cluster_bootstraps")]
    private static partial nint Bootstraps(nint cluster);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_topic_create", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int CreateTopic(nint cluster, string name, int partitions, int replicas);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_group_initial_rebalance_delay_ms")]
    private static partial void SetRebalanceDelay(nint cluster, int milliseconds);
}
