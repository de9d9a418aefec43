using System.Diagnostics;

namespace VectorCare.Deploy.Tests;

/// <summary>A program that some machines lack.</summary>
internal static class Tool
{
    /// <summary>Runs it, or skips the test where it is not installed.</summary>
    /// <param name="program">Its name.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>Exit code, standard output and standard error.</returns>
    public static (int Code, string Output, string Errors) Run(string program, params string[] arguments)
    {
        var paths = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator);
        Assert.SkipUnless(paths.Any(p => File.Exists(Path.Combine(p, program))), $"{program} is not installed.");
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }
}
