using System.CommandLine;
using LocalDapr;
using LocalDapr.Processes;

var root = new RootCommand("Dapr on one machine, with nothing installed: for development and tests.")
{
    RunCommand.Create(),
    ValidateCommand.Create(),
};

InlineSockets.Use();
using var signals = new StopSignals();
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false }, signals.Token);
