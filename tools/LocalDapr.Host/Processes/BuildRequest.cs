namespace LocalDapr.Processes;

/// <summary>A project to build.</summary>
/// <param name="Project">Full path of the project file.</param>
/// <param name="Configuration">Configuration.</param>
/// <param name="Arguments">Further arguments, separated by blanks.</param>
internal sealed record BuildRequest(string Project, string Configuration, string Arguments);

/// <summary>Projects could not be built; the output has been shown.</summary>
/// <param name="message">What failed.</param>
internal sealed class BuildFailedException(string message) : Exception(message);
