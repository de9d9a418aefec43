using System.CommandLine;
using LocalDapr.Resources;
using LocalDapr.RunFiles;

namespace LocalDapr;

/// <summary><c>localdapr validate</c>.</summary>
internal static class ValidateCommand
{
    /// <summary>Creates the command.</summary>
    /// <returns>The command.</returns>
    public static Command Create()
    {
        var settings = new RunSettings();
        var command = new Command("validate", "Reads everything a run would use and tells all that is wrong; starts nothing.")
        {
            settings.File, settings.Resources, settings.Config, settings.Lenient, settings.Data,
        };
        command.SetAction(result => Validate(settings, result));
        return command;
    }

    private static int Validate(RunSettings settings, ParseResult result)
    {
        var console = new TextConsole(Console.Out, colours: false);
        var findings = RunFileHost.Validate(new RunFileOptions
        {
            Path = result.GetValue(settings.File)!,
            ResourcesPath = result.GetValue(settings.Resources),
            ConfigPath = result.GetValue(settings.Config),
            Lenient = result.GetValue(settings.Lenient),
            DataDirectory = result.GetValue(settings.Data),
            Console = console,
        });
        foreach (var finding in findings)
            Console.WriteLine(finding);
        var errors = findings.Count(f => f.Level == FindingLevel.Error);
        Console.WriteLine($"{errors} error{(errors == 1 ? "" : "s")}, {findings.Count - errors} warning{(findings.Count - errors == 1 ? "" : "s")}");
        return errors == 0 ? 0 : 1;
    }
}
