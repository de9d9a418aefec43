using VectorCare.Contracts;
using VectorCare.Registry;
using VectorCare.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults(AppIds.Registry);
builder.AddRegistry();
var app = builder.Build();
app.UseServiceDefaults();
app.MapRegistry();
await app.RunAsync();
