using LocalDapr.Faults;

namespace VectorCare.Workflows.Crashes;

/// <summary>Plays a scenario once undisturbed and then once for every point between two messages of engine and worker, with each of them dying there. Needs nothing but the host, so that other test projects link this file.</summary>
internal static class CrashEnumeration
{
    // The runs mostly wait: for connections, for commits.
    private const int AtOnce = 6;

    /// <summary>Plays the scenario at every point.</summary>
    /// <typeparam name="T">What a run gives.</typeparam>
    /// <param name="play">Plays the scenario once in surroundings of its own, with the death to prepare, and gives the outcome and the points that were passed before any death.</param>
    /// <param name="check">Compares the outcome of a run with that of the undisturbed one.</param>
    /// <returns>The undisturbed run's points.</returns>
    public static async Task<IReadOnlyList<WorkflowPoint>> PlayAsync<T>(Func<Death?, Task<(T Outcome, IReadOnlyList<WorkflowPoint> Points)>> play, Action<T, T> check)
    {
        var (whole, points) = await play(null);
        var deaths = points.Index().SelectMany(static p => new[] { new Death(p.Index, WorkflowVictim.Worker), new Death(p.Index, WorkflowVictim.Engine) });
        await Parallel.ForEachAsync(deaths, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (death, _) =>
        {
            try
            {
                check(whole, (await play(death)).Outcome);
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"{death.Victim} killed at point {death.Step} of {points.Count}, {points[death.Step]}: {error.Message}", error);
            }
        });
        return points;
    }
}

/// <summary>A death to prepare.</summary>
/// <param name="Step">Number of the point, from 0.</param>
/// <param name="Victim">Who dies.</param>
internal sealed record Death(int Step, WorkflowVictim Victim);
