using System.CommandLine;
using LocalDapr.Processes;
using VectorCare.Demo;

InlineSockets.Use();
using var signals = new StopSignals();
return await DemoCommand.Create().Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null }, signals.Token);
