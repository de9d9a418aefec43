using System.CommandLine;
using LocalDapr.Processes;
using VectorCare.Demo;
using VectorCare.Letters;

InlineSockets.Use();
using var signals = new StopSignals();
var command = DemoCommand.Create();
command.Subcommands.Add(LettersCommand.Create());
return await command.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null }, signals.Token);
