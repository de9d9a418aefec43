using VectorCare.Contracts;
using VectorCare.ServiceDefaults.Auth;

namespace VectorCare.Scheduler.Regions;

/// <summary>What operators see and command of leases.</summary>
internal static class RegionEndpoints
{
    public static void MapRegions(this WebApplication app)
    {
        app.MapGet(Routes.Regions, (LeaseDesk desk) => desk.Show()).RequireRole(Roles.Operator);
        Command("take", (desk, home, _, stop) => desk.HandOverAsync(home, null, stop));
        Command("hand-over", (desk, home, to, stop) => desk.HandOverAsync(home, to ?? string.Empty, stop));
        Command("hold", (desk, home, _, stop) => desk.HoldAsync(home, held: true, stop));
        Command("release", (desk, home, _, stop) => desk.HoldAsync(home, held: false, stop));

        void Command(string name, Func<LeaseDesk, string, string?, CancellationToken, Task<LeaseCommand>> run) =>
            app.MapPost($"{Routes.Regions}/{{home}}/{name}", async (string home, string? to, LeaseDesk desk, CancellationToken stop) => await run(desk, home, to, stop) switch
            {
                LeaseCommand.Stored => Results.Accepted(),
                LeaseCommand.Unknown => Results.NotFound(),
                _ => Results.Conflict(),
            }).RequireRole(Roles.Operator);
    }
}
