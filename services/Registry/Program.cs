using VectorCare.Contracts;
using VectorCare.Registry;
using VectorCare.ServiceDefaults;
using VectorCare.ServiceDefaults.Health;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults(AppIds.Registry);
builder.AddRegistry();
builder.Services.AddCompileAhead();
var app = builder.Build();
app.UseServiceDefaults();
app.MapRegistry();
await app.RunAsync();
