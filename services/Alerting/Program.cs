using VectorCare.Alerting;
using VectorCare.Contracts;
using VectorCare.ServiceDefaults;
using VectorCare.ServiceDefaults.Health;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults(AppIds.Alerting);
builder.AddAlerting();
builder.Services.AddCompileAhead();
var app = builder.Build();
app.UseServiceDefaults();
app.MapAlerting();
await app.RunAsync();
