using Dapr.Workflow.Client;
using Dapr.Workflow.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Dapr.Workflow;

/// <summary>Adds Dapr workflows to an application.</summary>
public static class WorkflowServiceCollectionExtensions
{
    /// <summary>Adds the client and a worker without workflows.</summary>
    /// <param name="services">Services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddDaprWorkflow(this IServiceCollection services) => services.AddDaprWorkflow(static _ => { });

    /// <summary>Adds the client and a worker.</summary>
    /// <param name="services">Services.</param>
    /// <param name="configure">Registers workflows and activities.</param>
    /// <param name="lifetime">Lifetime of <see cref="DaprWorkflowClient"/>; default singleton.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddDaprWorkflow(this IServiceCollection services, Action<WorkflowRuntimeOptions> configure, ServiceLifetime lifetime = ServiceLifetime.Singleton)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new WorkflowRuntimeOptions();
        configure(options);
        services.AddLogging();
        services.AddSingleton(options);
        services.TryAddSingleton(provider => new SidecarChannel(provider.GetService<IConfiguration>(), options.GrpcChannelOptions));
        services.Add(new ServiceDescriptor(typeof(DaprWorkflowClient), static provider => new DaprWorkflowClient(provider.GetRequiredService<SidecarChannel>()), lifetime));
        services.AddHostedService(provider => new WorkflowWorker(
            provider.GetRequiredService<SidecarChannel>(),
            options,
            provider.GetRequiredService<IServiceScopeFactory>(),
            provider.GetRequiredService<ILoggerFactory>(),
            provider.GetService<TimeProvider>() ?? TimeProvider.System));
        return services;
    }
}
