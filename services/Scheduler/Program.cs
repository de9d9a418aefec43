using VectorCare.Contracts;
using VectorCare.Scheduler;
using VectorCare.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults(AppIds.Scheduler);
builder.AddScheduler();
var app = builder.Build();
app.UseServiceDefaults();
app.MapScheduler();
await app.RunAsync();
