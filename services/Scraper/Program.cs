using VectorCare.Contracts;
using VectorCare.Scraper;
using VectorCare.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults(AppIds.Scraper);
builder.AddScraper();

var app = builder.Build();
app.UseServiceDefaults();
app.MapScraper();
await app.RunAsync();
