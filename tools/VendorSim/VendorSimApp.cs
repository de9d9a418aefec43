using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using VendorSim.Aurora;
using VendorSim.Borealis;
using VendorSim.Credentials;
using VendorSim.Cygnus;
using VendorSim.Faults;
using VendorSim.Population;
using VendorSim.Statistics;
using VendorSim.Truth;

namespace VendorSim;

/// <summary>The simulated portals as a web application, for the executable and for tests.</summary>
public static class VendorSimApp
{
    /// <summary>Builds the application; files asked for are written when it is built.</summary>
    /// <param name="options">Settings.</param>
    /// <param name="time">The clock of patients, sessions and faults.</param>
    /// <returns>The application, not yet started.</returns>
    /// <exception cref="ArgumentException">The settings have errors; the message names all of them.</exception>
    public static WebApplication Build(VendorSimOptions options, TimeProvider time)
    {
        if (options.Validate() is { Count: > 0 } errors)
            throw new ArgumentException(string.Join(Environment.NewLine, errors), nameof(options));
        var builder = WebApplication.CreateSlimBuilder();
        // A failed start is thrown to the caller; its stack trace on the console says nothing more.
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, options.Port, listen => listen.Protocols = HttpProtocols.Http1);
        });
        builder.Services.RemoveAll<TimeProvider>();
        builder.Services.AddSingleton(time).AddSingleton(options)
            .AddSingleton<SimPopulation>().AddSingleton<Hl7Stories>().AddSingleton<PatientDirectory>()
            .AddSingleton<CredentialStore>().AddSingleton<FaultBoard>().AddSingleton<RequestStatistics>()
            .AddSingleton<AuroraSessions>().AddSingleton<AuroraPortal>().AddSingleton<BorealisApi>().AddSingleton<CygnusInbox>()
            .AddSingleton<TruthLog>().AddHostedService<TruthWriter>();
        if (options.Compress)
            builder.Services.AddResponseCompression(compression => compression.MimeTypes = ["text/html", "application/json", "application/problem+json", "text/x-hl7"]);
        var app = builder.Build();
        var population = app.Services.GetRequiredService<SimPopulation>();
        foreach (var name in options.Faults)
        {
            if (FaultParser.TryParse(name, out var fault, out _))
                app.Services.GetRequiredService<FaultBoard>().Add(fault, population.Start);
        }

        WriteFiles(app.Services, options);
        app.UseMiddleware<FaultMiddleware>();
        if (options.Compress)
            app.UseResponseCompression();
        AuroraPortal.Map(app);
        BorealisApi.Map(app);
        CygnusInbox.Map(app);
        if (options.RobotsFile is { } robots)
        {
            foreach (var vendor in Enum.GetValues<Vendor>())
                app.MapGet($"/{vendor.Id()}/robots.txt", () => Results.File(Path.GetFullPath(robots), "text/plain; charset=utf-8"));
        }

        SimRoutes.Map(app);
        return app;
    }

    private static void WriteFiles(IServiceProvider services, VendorSimOptions options)
    {
        if (options.CsvFile is not null)
        {
            File.WriteAllLines(options.CsvFile, services.GetRequiredService<PatientDirectory>().All
                .Select(entry => $"{entry.Patient:D},{entry.Clinic},{entry.Vendor.Id()},{entry.PortalRef}")
                .Prepend("patient,clinic,vendor,portal_ref"));
        }

        if (options.SecretsFile is not null)
            File.WriteAllText(options.SecretsFile, services.GetRequiredService<CredentialStore>().ToJson().ToJsonString(SecretsFormat));
    }

    private static readonly System.Text.Json.JsonSerializerOptions SecretsFormat = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
