using VectorCare.Contracts;
using VectorCare.Ingest;
using VectorCare.ServiceDefaults;
using VectorCare.ServiceDefaults.Health;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults(AppIds.Ingest);
builder.AddIngest();
builder.Services.AddCompileAhead();
var app = builder.Build();
app.UseServiceDefaults();
app.MapIngest();
await app.RunAsync();
