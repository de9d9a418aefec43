using VectorCare.Bench.Harness;

return await BenchCommand.Create().Parse(args).InvokeAsync();
