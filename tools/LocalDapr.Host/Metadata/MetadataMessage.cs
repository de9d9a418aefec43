using Dapr.Client.Autogen.Grpc.v1;
using LocalDapr.Resources;
using LocalDapr.Sidecars;

namespace LocalDapr.Metadata;

/// <summary>The metadata as a gRPC message.</summary>
internal static class MetadataMessage
{
    /// <summary>Builds the message.</summary>
    /// <param name="context">The sidecar.</param>
    /// <returns>The message.</returns>
    public static GetMetadataResponse Create(SidecarContext context)
    {
        var message = new GetMetadataResponse { Id = context.AppId, RuntimeVersion = MetadataDocument.RuntimeVersion };
        message.ExtendedMetadata["daprRuntimeVersion"] = MetadataDocument.RuntimeVersion;
        foreach (var (key, value) in context.Metadata.Extended)
            message.ExtendedMetadata[key] = value;
        foreach (var component in context.Resources.OfKind(""))
        {
            var registered = new RegisteredComponents { Name = component.Name, Type = component.Type, Version = component.Version };
            registered.Capabilities.AddRange(context.Metadata.Capabilities(component));
            message.RegisteredComponents.Add(registered);
        }

        message.Subscriptions.AddRange(context.Metadata.Subscriptions().Select(Subscription));
        message.HttpEndpoints.AddRange(context.Resources.Endpoints.Keys.Order(StringComparer.Ordinal).Select(name => new MetadataHTTPEndpoint { Name = name }));
        if (context.App.HasApp)
            message.AppConnectionProperties = new AppConnectionProperties { Port = context.App.Port, Protocol = context.App.Grpc is null ? "http" : "grpc", ChannelAddress = "127.0.0.1" };
        var actors = context.Metadata.Actors();
        message.ActorRuntime = new ActorRuntime { RuntimeStatus = context.App.HasApp ? ActorRuntime.Types.ActorRuntimeStatus.Running : ActorRuntime.Types.ActorRuntimeStatus.Disabled, HostReady = actors.Count > 0 };
        message.ActorRuntime.ActiveActors.AddRange(actors.Select(actor => new ActiveActorsCount { Type = actor.Key, Count = actor.Value }));
        message.Workflows = new MetadataWorkflows { ConnectedWorkers = context.Metadata.WorkflowWorkers() };
        return message;
    }

    private static PubsubSubscription Subscription(SubscriptionInfo info)
    {
        var subscription = new PubsubSubscription
        {
            PubsubName = info.PubSubName,
            Topic = info.Topic,
            DeadLetterTopic = info.DeadLetterTopic,
            Rules = new PubsubSubscriptionRules(),
            Type = info.Type switch
            {
                "DECLARATIVE" => PubsubSubscriptionType.Declarative,
                "PROGRAMMATIC" => PubsubSubscriptionType.Programmatic,
                "STREAMING" => PubsubSubscriptionType.Streaming,
                _ => PubsubSubscriptionType.Unknown,
            },
        };
        foreach (var (key, value) in info.Metadata)
            subscription.Metadata[key] = value;
        subscription.Rules.Rules.AddRange(info.Rules.Select(Rule));
        return subscription;
    }

    private static PubsubSubscriptionRule Rule(RouteRule rule) => new() { Match = rule.Match, Path = rule.Path };
}
