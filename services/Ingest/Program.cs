using VectorCare.Contracts;
using VectorCare.Ingest;
using VectorCare.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults(AppIds.Ingest);
builder.AddIngest();
var app = builder.Build();
app.UseServiceDefaults();
app.MapIngest();
await app.RunAsync();
