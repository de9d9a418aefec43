using VectorCare.Services;
using VectorCare.Summary;
using VectorCare.Views;

namespace VectorCare.Demo;

/// <summary>Imports the population; at more than the speed of the wall clock a few patients go ahead.</summary>
internal sealed class PopulationImport(DemoOptions options, DemoFolders folders, ServiceApi api, TimeProvider clock, IRunView view)
{
    /// <summary>How long the others wait for the first polls, on the application's clock.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Imports all.</summary>
    /// <returns>The polls that are due from now on.</returns>
    public async Task<DuePolls> RunAsync(CancellationToken stop)
    {
        var due = new DuePolls();
        if (options.Speed <= 1 || options.Patients < Vanguard.WorthFrom)
        {
            await ImportAsync(folders.Population, due, stop);
            view.Say($"imported {due.Patients} patients");
            return due;
        }

        var first = Path.Combine(folders.Data, "population-first.csv");
        var others = Path.Combine(folders.Data, "population-others.csv");
        var ahead = await Vanguard.SplitAsync(folders.Population, first, others, clock.GetUtcNow(), stop);
        await ImportAsync(first, due, stop);
        view.Say($"rehearsal: imported the first {ahead} patients");
        await Settling.WaitAsync(api, clock, due.From + Patience, due.From + Patience, s => Task.FromResult(s.PollsDone >= ahead), stop, due.From);
        await ImportAsync(others, due, stop);
        view.Say($"imported {due.Patients} patients");
        return due;
    }

    private async Task ImportAsync(string file, DuePolls due, CancellationToken stop) => due.Add(file, await api.ImportAsync(file, stop));
}
