using System.CommandLine;
using LocalDapr;

var root = new RootCommand("Dapr on one machine, with nothing installed: for development and tests.")
{
    RunCommand.Create(),
    ValidateCommand.Create(),
};

// Apps get 6 s to end, sidecars 3 s; the rest of 10 s is spare.
var invocation = new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(10), EnableDefaultExceptionHandler = false };
return await root.Parse(args).InvokeAsync(invocation);
