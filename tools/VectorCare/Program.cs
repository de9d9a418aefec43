using System.CommandLine;
using LocalDapr.Processes;
using VectorCare.Demo;

using var signals = new StopSignals();
return await DemoCommand.Create().Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null }, signals.Token);
