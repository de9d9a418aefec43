using VectorCare.Bench.Abuse;
using VectorCare.Bench.Alerts;
using VectorCare.Bench.Fleet;
using VectorCare.Bench.Fuzz;
using VectorCare.Bench.MainJob;
using VectorCare.Bench.Markup;
using VectorCare.Bench.Parse;
using VectorCare.Bench.Pipeline;
using VectorCare.Bench.Rules;
using VectorCare.Bench.Runtime;
using VectorCare.Bench.Storage;
using VectorCare.Bench.Telemetry;
using VectorCare.Bench.Workflows;

namespace VectorCare.Bench.Harness;

/// <summary>All macro benches.</summary>
internal static class Benches
{
    public static IReadOnlyList<IBench> All { get; } =
    [
        new MainJobBench(),
        new PipelineBench(),
        new PipelineStubBench(),
        new LostMemoryBench(),
        new RuntimeBench(),
        new WorkflowBench(),
        new AbuseBench(),
        new StorageBench(),
        new KillStorageBench(),
        new SteadyStorageBench(),
        new KillAlertingBench(),
        new AlertsBench(),
        new RulesBench(),
        new FleetBench(),
        new ParseBench(),
        new MarkupBench(),
        new TelemetryBench(),
        new FuzzBench(),
    ];
}
