namespace VectorCare.Bench.Abuse;

/// <summary>A kind of bad request.</summary>
/// <param name="Name">Its name in the figures.</param>
/// <param name="Weight">How often it is sent, against the others.</param>
/// <param name="SendAsync">Sends one; true when the sidecar did what it has to.</param>
internal sealed record Attack(string Name, int Weight, Func<Random, CancellationToken, Task<bool>> SendAsync);
