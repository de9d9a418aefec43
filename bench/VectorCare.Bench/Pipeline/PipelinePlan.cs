using VectorCare.Bench.Harness;

namespace VectorCare.Bench.Pipeline;

/// <summary>How much a run of the pipeline bench is.</summary>
/// <param name="Simulated">Patients that the vendors simulate.</param>
/// <param name="Registered">Patients that are registered; those that are not polled are paused, so that memory is that of the whole population.</param>
/// <param name="Speed">Application seconds per second.</param>
/// <param name="WarmUp">Cycles before measuring, in which every patient is seen for the first time.</param>
/// <param name="FirstPolls">Cycles of the warm-up over which first polls are spread; each patient is due but once in a cycle.</param>
/// <param name="Cycles">Cycles that are measured.</param>
/// <param name="RateScale">Factor on the event rates.</param>
/// <param name="Vendors">Vendors whose patients are polled.</param>
internal sealed record PipelinePlan(int Simulated, int Registered, double Speed, double WarmUp, double FirstPolls, double Cycles, double RateScale, IReadOnlyList<string> Vendors)
{
    public const int Clinics = 1000;

    /// <summary>Factor on the event rates by which some 1 % of the polls find something new once all patients are known.</summary>
    private const double OnePercent = 140;

    private static readonly string[] All = ["aurora", "borealis", "cygnus"];

    /// <summary>The mix: three vendors, something new in 1 % of the polls.</summary>
    public static PipelinePlan Mix(BenchSize size) => size switch
    {
        BenchSize.Full => new PipelinePlan(300_000, 300_000, 1, 6, 6, 3, OnePercent, All) { IsLong = true },
        BenchSize.Quick => new PipelinePlan(30_000, 300_000, 10, 9, 6, 2, OnePercent, All) { IsLong = true },
        _ => new PipelinePlan(300, 3_000, 50, 0, 1, 0.2, OnePercent, All),
    };

    /// <summary>Vendors as stubs: those that say in a few bytes that nothing has changed, with patients who send nothing new. At this speed first polls are what costs: they are spread over more cycles.</summary>
    public static PipelinePlan Stub(BenchSize size) => size switch
    {
        BenchSize.Full => new PipelinePlan(135_000, 90_000, 10, 25, 24, 3, 0.001, All[1..]) { IsLong = true },
        BenchSize.Quick => new PipelinePlan(45_000, 30_000, 30, 25, 24, 3, 0.001, All[1..]) { IsLong = true },
        _ => new PipelinePlan(300, 200, 50, 0, 1, 0.2, 0.001, All[1..]),
    };

    /// <summary>Patients who send nothing new; what is known of them is lost after the warm-up and comes back at a part of the rate at which they are polled.</summary>
    public static PipelinePlan LostMemory(BenchSize size) =>
        size == BenchSize.Smoke ? new PipelinePlan(300, 300, 100, 1.1, 1, 1, 0.001, All) : new PipelinePlan(3_000, 3_000, 10, 4, 1.2, 2, 0.001, All);

    /// <summary>Whether the services run long enough, and without a new start, for what they do to be watched and compiled for it, as in production.</summary>
    public bool IsLong { get; init; }

    /// <summary>Patients that are polled.</summary>
    public int Polled => Simulated * Vendors.Count / All.Length;

    /// <summary>Lead of the registry in seconds of the application's clock: an import's own time runs faster, too.</summary>
    public int LeadSeconds => (int)Math.Clamp(((Registered / 25_000) + 5) * Speed, 20, 300);

    /// <summary>First polls per second and vendor, on the application's clock.</summary>
    public double NewPatientsPerSecond => Math.Max(1, 1.1 * Polled / (FirstPolls * 300 * Vendors.Count));
}
