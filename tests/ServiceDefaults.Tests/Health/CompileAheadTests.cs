using System.Runtime;
using Microsoft.Extensions.DependencyInjection;
using VectorCare.ServiceDefaults.Health;

namespace VectorCare.ServiceDefaults.Tests.Health;

public sealed class CompileAheadTests
{
    [Fact]
    public void Run_AssemblyNobodyUsedYet_CompilesItsMethodsOnce()
    {
        var assembly = typeof(Dapr.Client.DaprClient).Assembly;
        var before = JitInfo.GetCompiledMethodCount(currentThread: true);

        var methods = CompileAhead.Run(assembly, TestContext.Current.CancellationToken);
        var first = JitInfo.GetCompiledMethodCount(currentThread: true) - before;
        CompileAhead.Run(assembly, TestContext.Current.CancellationToken);
        var second = JitInfo.GetCompiledMethodCount(currentThread: true) - before - first;

        Assert.InRange(first, 100, methods * 2);
        Assert.InRange(second, 0, first / 10);
    }

    [Fact]
    public void Run_Cancelled_Ends() =>
        Assert.Throws<OperationCanceledException>(() => CompileAhead.Run(typeof(CompileAhead).Assembly, new CancellationToken(canceled: true)));

    [Fact]
    public async Task AddCompileAhead_AService_IsReadyOnlyAfterwards()
    {
        await using var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System).AddCompileAhead().BuildServiceProvider();
        var warmUp = services.GetRequiredService<WarmUp>();

        await warmUp.StartAsync(TestContext.Current.CancellationToken);
        await warmUp.ExecuteTask!;

        Assert.True(warmUp.ExecuteTask.IsCompletedSuccessfully);
    }
}
