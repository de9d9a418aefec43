using Dapr.Workflow.Abstractions;
using Dapr.Workflow.Worker;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Dapr.Workflow;

/// <summary>What a worker runs.</summary>
public sealed class WorkflowRuntimeOptions
{
    internal Dictionary<string, Func<IServiceProvider, IWorkflow>> Workflows { get; } = new(StringComparer.OrdinalIgnoreCase);

    internal Dictionary<string, Func<IServiceProvider, IWorkflowActivity>> Activities { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Settings of the gRPC channel, or null.</summary>
    public GrpcChannelOptions? GrpcChannelOptions { get; private set; }

    /// <summary>Workflow steps at a time, at least 1; default 100.</summary>
    public int MaxConcurrentWorkflows
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 100;

    /// <summary>Activities at a time, at least 1; default 100.</summary>
    public int MaxConcurrentActivities
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 100;

    /// <summary>Sets the gRPC channel.</summary>
    /// <param name="grpcChannelOptions">Its settings.</param>
    public void UseGrpcChannelOptions(GrpcChannelOptions grpcChannelOptions)
    {
        ArgumentNullException.ThrowIfNull(grpcChannelOptions);
        GrpcChannelOptions = grpcChannelOptions;
    }

    /// <summary>Registers a workflow class.</summary>
    /// <typeparam name="TWorkflow">The class.</typeparam>
    /// <param name="name">Name; default that of the class.</param>
    public void RegisterWorkflow<TWorkflow>(string? name = null)
        where TWorkflow : class, IWorkflow =>
        Workflows[name ?? typeof(TWorkflow).Name] = static services => ActivatorUtilities.CreateInstance<TWorkflow>(services);

    /// <summary>Registers a workflow function.</summary>
    /// <typeparam name="TInput">Input, from JSON.</typeparam>
    /// <typeparam name="TOutput">Output, as JSON.</typeparam>
    /// <param name="name">Name.</param>
    /// <param name="implementation">The function.</param>
    public void RegisterWorkflow<TInput, TOutput>(string name, Func<WorkflowContext, TInput, Task<TOutput>> implementation)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(implementation);
        Workflows[name] = _ => new FunctionWorkflow<TInput, TOutput>(implementation);
    }

    /// <summary>Registers an activity class.</summary>
    /// <typeparam name="TActivity">The class.</typeparam>
    /// <param name="name">Name; default that of the class.</param>
    public void RegisterActivity<TActivity>(string? name = null)
        where TActivity : class, IWorkflowActivity =>
        Activities[name ?? typeof(TActivity).Name] = static services => ActivatorUtilities.CreateInstance<TActivity>(services);

    /// <summary>Registers an activity function.</summary>
    /// <typeparam name="TInput">Input, from JSON.</typeparam>
    /// <typeparam name="TOutput">Output, as JSON.</typeparam>
    /// <param name="name">Name.</param>
    /// <param name="implementation">The function.</param>
    public void RegisterActivity<TInput, TOutput>(string name, Func<WorkflowActivityContext, TInput, Task<TOutput>> implementation)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(implementation);
        Activities[name] = _ => new FunctionActivity<TInput, TOutput>(implementation);
    }
}
