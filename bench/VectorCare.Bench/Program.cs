using LocalDapr.Processes;
using VectorCare.Bench.Harness;

InlineSockets.Use();
return await BenchCommand.Create().Parse(args).InvokeAsync();
