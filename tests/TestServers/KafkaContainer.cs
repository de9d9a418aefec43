using System.Text.RegularExpressions;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Containers;

namespace VectorCare.TestServers;

/// <summary>Kafka in a container, of the image that <c>VECTORCARE_KAFKA_IMAGE</c> names or the usual one. An image may say where it listens; the usual one listens on its usual port.</summary>
public sealed partial class KafkaContainer : IAsyncDisposable
{
    private const int Usual = 9092;
    private readonly IContainer _container;

    private KafkaContainer(IContainer container, string brokers) => (_container, Brokers) = (container, brokers);

    /// <summary>Where to reach it.</summary>
    public string Brokers { get; }

    /// <summary>Starts one; skips the test where that is not possible.</summary>
    public static async Task<KafkaContainer> StartAsync()
    {
        var image = DockerEngine.Image("VECTORCARE_KAFKA_IMAGE", "apache/kafka:4.1.0");
        // It tells clients its own address, so the port outside must be the one inside.
        var container = await DockerEngine.StartAsync(() =>
        {
            var builder = DockerEngine.Of(image, Usual, Usual).WithWaitStrategy(Wait.ForUnixContainer().UntilMessageIsLogged(Begun()));
            return image.StartsWith("apache/", StringComparison.Ordinal) ? builder : builder.WithCommand("kafka");
        });
        var (stdout, stderr) = await container.GetLogsAsync();
        var said = Begun().Match(stdout + stderr).Groups["brokers"];
        return new KafkaContainer(container, said.Success ? said.Value : $"127.0.0.1:{Usual}");
    }

    public ValueTask DisposeAsync() => _container.DisposeAsync();

    [GeneratedRegex(@"bootstrap\.servers=(?<brokers>\S+)|Kafka Server started", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Begun();
}
