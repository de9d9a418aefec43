using VectorCare.Alerting;
using VectorCare.Contracts;
using VectorCare.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults(AppIds.Alerting);
builder.AddAlerting();
var app = builder.Build();
app.UseServiceDefaults();
app.MapAlerting();
await app.RunAsync();
