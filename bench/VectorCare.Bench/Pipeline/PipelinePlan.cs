using VectorCare.Bench.Harness;

namespace VectorCare.Bench.Pipeline;

/// <summary>How much a run of the pipeline bench is.</summary>
/// <param name="Patients">Patients that are polled.</param>
/// <param name="Registered">Patients that are registered; those above <paramref name="Patients"/> are paused, so that memory is that of the whole population.</param>
/// <param name="Speed">Application seconds per second.</param>
/// <param name="WarmUp">Cycles before measuring, in which every patient is seen for the first time.</param>
/// <param name="Cycles">Cycles that are measured.</param>
internal sealed record PipelinePlan(int Patients, int Registered, double Speed, double WarmUp, double Cycles)
{
    public const int Clinics = 1000;

    /// <summary>Factor on the event rates by which some 1 % of the polls find something new.</summary>
    public const double RateScale = 280;

    public static PipelinePlan Of(BenchSize size) => size switch
    {
        BenchSize.Full => new PipelinePlan(300_000, 300_000, 1, 4, 3),
        BenchSize.Quick => new PipelinePlan(30_000, 300_000, 10, 2.5, 1.5),
        _ => new PipelinePlan(300, 3_000, 50, 0, 0.2),
    };

    /// <summary>Lead of the registry in seconds of the application's clock: an import's own time runs faster, too.</summary>
    public int LeadSeconds => (int)Math.Clamp(((Registered / 25_000) + 2) * Speed, 20, 300);

    /// <summary>First polls per second and vendor, on the application's clock: what takes all patients in within the warm-up.</summary>
    public double NewPatientsPerSecond => Math.Max(1, 1.4 * Patients / (Math.Max(0.1, WarmUp - 0.3) * 300 * 3));
}
