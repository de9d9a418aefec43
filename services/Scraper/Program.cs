using VectorCare.Contracts;
using VectorCare.Scraper;
using VectorCare.ServiceDefaults;
using VectorCare.ServiceDefaults.Health;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults(AppIds.Scraper);
builder.AddScraper();
builder.Services.AddCompileAhead(typeof(AngleSharp.Html.Parser.HtmlParser).Assembly);

var app = builder.Build();
app.UseServiceDefaults();
app.MapScraper();
await app.RunAsync();
