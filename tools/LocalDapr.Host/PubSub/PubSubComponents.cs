using LocalDapr.PubSub.InMemory;
using LocalDapr.PubSub.Kafka;
using LocalDapr.PubSub.Local;
using LocalDapr.PubSub.Publishing;
using LocalDapr.Resources;
using LocalDapr.Sidecars;

namespace LocalDapr.PubSub;

/// <summary>Creates the pub/sub components of a sidecar by their type.</summary>
internal static class PubSubComponents
{
    /// <summary>Creates a component.</summary>
    /// <param name="sidecar">The sidecar.</param>
    /// <param name="component">Its resource.</param>
    /// <returns>The component with the app's scopes.</returns>
    /// <exception cref="NotSupportedException">The type is not known here.</exception>
    public static PubSubTarget Create(SidecarContext sidecar, ComponentSpec component)
    {
        IPubSubComponent created = component.Type switch
        {
            "pubsub.in-memory" => new InMemoryPubSub(component.Name) { Clock = sidecar.Clock },
            "pubsub.local" => CreateLocal(sidecar, component),
            "pubsub.kafka" => new KafkaPubSub(KafkaOptions.Read(component, sidecar.AppId), sidecar.Clock, sidecar.Loggers.CreateLogger("LocalDapr.PubSub")),
            _ => throw new NotSupportedException($"{component.Source}: {component.Type} is not supported; known are pubsub.in-memory, pubsub.local, pubsub.kafka."),
        };
        if (component.Type == "pubsub.in-memory")
            sidecar.Metadata.SetCapabilities(component.Name, "SUBSCRIBE_WILDCARDS");
        return new PubSubTarget(component.Name, created, new TopicScopes(component, sidecar.AppId));
    }

    private static LocalPubSub CreateLocal(SidecarContext sidecar, ComponentSpec component)
    {
        var options = LocalOptions.Read(component);
        var broker = sidecar.Mesh.Shared(mesh => new LocalBroker(mesh, sidecar.Loggers));
        return new LocalPubSub(component.Name, sidecar.AppId, options, broker.Open(options.Journal));
    }
}
