using LocalDapr.Actors;
using LocalDapr.Bindings;
using LocalDapr.Configuration;
using LocalDapr.Health;
using LocalDapr.Invocation;
using LocalDapr.Jobs;
using LocalDapr.Metadata;
using LocalDapr.PubSub;
using LocalDapr.Secrets;
using LocalDapr.State;
using LocalDapr.Workflow;

namespace LocalDapr.Sidecars;

/// <summary>Every building block of a sidecar, one line each.</summary>
internal static class SidecarBlocks
{
    private static readonly Func<SidecarContext, IBuildingBlock>[] All =
    [
        static _ => new MissingApisBlock(),
        static context => new HealthBlock(context),
        static context => new MetadataBlock(context),
        static context => new InvocationBlock(context),
        static context => new StateBlock(context),
        static context => new PubSubBlock(context),
        static context => new JobsBlock(context),
        static context => new ActorsBlock(context),
        static context => new SecretsBlock(context),
        static context => new ConfigurationBlock(context),
        static context => new BindingsBlock(context),
        static context => new WorkflowBlock(context),
    ];

    /// <summary>Creates the blocks of one sidecar.</summary>
    /// <param name="context">The sidecar.</param>
    /// <returns>The blocks in order of their start.</returns>
    public static IReadOnlyList<IBuildingBlock> Create(SidecarContext context) => Array.ConvertAll(All, create => create(context));
}
