namespace LocalDapr.Processes;

/// <summary>A program to start.</summary>
/// <param name="FileName">The program; looked up on the PATH unless it is a path.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Directory">Folder it runs in.</param>
/// <param name="Environment">Variables on top of those of this process.</param>
/// <param name="Without">Variables of this process that it does not get; null for none.</param>
internal sealed record AppCommand(string FileName, IReadOnlyList<string> Arguments, string Directory, IReadOnlyDictionary<string, string> Environment, IReadOnlyList<string>? Without = null);
