using VendorSim;

return await CommandLine.Create().Parse(args).InvokeAsync();
