using VectorCare.Demo;

return await DemoCommand.Create().Parse(args).InvokeAsync();
