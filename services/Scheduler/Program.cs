using VectorCare.Contracts;
using VectorCare.Scheduler;
using VectorCare.ServiceDefaults;
using VectorCare.ServiceDefaults.Health;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults(AppIds.Scheduler);
builder.AddScheduler();
builder.Services.AddCompileAhead();
var app = builder.Build();
app.UseServiceDefaults();
app.MapScheduler();
await app.RunAsync();
