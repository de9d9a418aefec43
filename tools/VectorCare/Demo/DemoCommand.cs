using System.CommandLine;
using System.Text.Json;
using LocalDapr.Hosting;
using LocalDapr.Resources;
using Spectre.Console;
using VectorCare.Views;

namespace VectorCare.Demo;

/// <summary>The command line.</summary>
internal static class DemoCommand
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static RootCommand Create()
    {
        var patients = new Option<int>("--patients") { Description = "Simulated patients, 3 to 300000", DefaultValueFactory = _ => 3000 };
        var speed = new Option<double>("--speed") { Description = "Run the application's clock N times faster, 1 to 100", DefaultValueFactory = _ => 1 };
        var runFor = new Option<string?>("--for") { Description = "Stop by itself after this wall-clock time from the patients' import, for example 2m" };
        var summary = new Option<string?>("--summary") { Description = "Write the summary as JSON to a file" };
        var fault = new Option<string[]>("--fault") { Description = "Break something, for example vendor-outage=aurora@30s+60s: 30 s after the import, on the application's clock; may be repeated", DefaultValueFactory = _ => [] };
        var data = new Option<string?>("--data") { Description = "Folder for journals, databases and mails; default .localdapr" };
        var keep = new Option<bool>("--keep") { Description = "Keep what an earlier run left in that folder" };
        var rate = new Option<double>("--rate-scale") { Description = "Multiply the event rates of the simulated patients, so that a short run sees events", DefaultValueFactory = _ => 200 };
        var hl7 = new Option<string?>("--hl7-folder") { Description = "Serve the HL7 messages of a folder through Cygnus, too" };
        var noBuild = new Option<bool>("--no-build") { Description = "The projects of dapr.yaml are built already" };
        var mailPort = new Option<int>("--mail-port") { Description = "Port of the mailbox, as in the component mail", DefaultValueFactory = _ => 7125 };
        var webhookPort = new Option<int>("--webhook-port") { Description = "Port of the webhook inbox, as in the component webhook", DefaultValueFactory = _ => 7126 };
        var command = new RootCommand("The whole of VectorCare on this machine: builds what dapr.yaml runs, starts it on LocalDapr with the embedded components, and polls a simulated population.") { patients, speed, runFor, summary, fault, data, keep, rate, hl7, noBuild, mailPort, webhookPort };
        command.SetAction(async (parse, stop) =>
        {
            var limit = TimeSpan.Zero;
            var errors = new List<string>();
            if (parse.GetValue(runFor) is { } text && !Durations.TryParse(text, out limit))
                errors.Add($"--for {text} is not a duration. Write for example 90s, 2m or 1h30m.");
            if (parse.GetValue(patients) is < 3 or > 300_000)
                errors.Add($"--patients {parse.GetValue(patients)} is out of range: 3 to 300000.");
            if (parse.GetValue(speed) is not (>= 1 and <= 100))
                errors.Add($"--speed {parse.GetValue(speed)} is out of range: 1 to 100.");
            if (parse.GetValue(speed) > 1 && Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT") is { } name and not "Development")
                errors.Add($"--speed is for the Development environment; DOTNET_ENVIRONMENT is {name}.");
            var root = RepositoryRoot.TryFind();
            if (root is null)
                errors.Add(RepositoryRoot.Missing);
            foreach (var error in errors)
                await Console.Error.WriteLineAsync(error);
            if (errors.Count > 0 || root is null)
                return 2;
            var options = new DemoOptions(root, Path.GetFullPath(parse.GetValue(data) ?? Path.Combine(root, ".localdapr")), parse.GetValue(keep), parse.GetValue(patients), parse.GetValue(speed), parse.GetValue(runFor) is null ? null : limit, parse.GetValue(summary), parse.GetValue(fault) ?? [], parse.GetValue(rate), parse.GetValue(hl7) is { } folder ? Path.GetFullPath(folder) : null)
            {
                Build = !parse.GetValue(noBuild),
                MailPort = parse.GetValue(mailPort),
                WebhookPort = parse.GetValue(webhookPort),
            };
            return await RunAsync(options, stop);
        });
        return command;
    }

    private static async Task<int> RunAsync(DemoOptions options, CancellationToken stop)
    {
        IRunView view = Console.IsOutputRedirected ? new LineView(Console.Out) : new TerminalView(AnsiConsole.Console);
        try
        {
            var summary = await new DemoRun(options, view).RunAsync(stop);
            foreach (var line in SummaryTable.Lines(summary))
                view.Say(line);
            if (options.SummaryFile is { } file)
                await File.WriteAllTextAsync(file, JsonSerializer.Serialize(summary, Indented) + "\n", CancellationToken.None);
            return options.RunFor is null || summary.Failures.Count == 0 ? 0 : 1;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            view.Say("stopped");
            return 130;
        }
        catch (Exception error) when (error is DemoException or LocalDaprException or InvalidFilesException or IOException)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return 1;
        }
    }
}
