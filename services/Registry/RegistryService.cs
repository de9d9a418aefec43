using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using VectorCare.Contracts;
using VectorCare.Registry.Import;
using VectorCare.Registry.Members;
using VectorCare.Registry.Summary;
using VectorCare.ServiceDefaults.Auth;
using VectorCare.ServiceDefaults.Health;

namespace VectorCare.Registry;

/// <summary>The registry: patients and the membership of slots.</summary>
public static class RegistryService
{
    private static readonly string[] DefaultVendors = ["aurora", "borealis", "cygnus"];

    /// <summary>Registers the registry.</summary>
    /// <param name="builder">The service's builder, with its defaults.</param>
    /// <returns>The builder.</returns>
    public static WebApplicationBuilder AddRegistry(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<RegistryOptions>().BindConfiguration("Registry").ValidateDataAnnotations().ValidateOnStart();
        // A list bound from configuration is appended to its default: the default comes afterwards.
        services.PostConfigure<RegistryOptions>(o => o.Vendors = o.Vendors.Count == 0 ? DefaultVendors : o.Vendors);
        services.AddSingleton<RegistryMetrics>();
        services.AddSingleton<ISlotStore, DaprSlotStore>();
        services.AddSingleton<SlotWriter>();
        services.AddSingleton<Importer>();
        services.AddSingleton<PatientDesk>();
        services.AddSingleton<SummaryReader>();
        services.AddHealthChecks().AddCheck<SidecarCheck>("sidecar");
        services.ConfigureHttpJsonOptions(o => o.SerializerOptions.TypeInfoResolverChain.Insert(0, RegistryJson.Default));
        return builder;
    }

    /// <summary>Maps the registry's endpoints.</summary>
    /// <param name="app">The service.</param>
    /// <returns>The service.</returns>
    public static WebApplication MapRegistry(this WebApplication app)
    {
        app.MapPost(Routes.ImportPatients, ImportAsync).RequireRole(Roles.Registrar);
        app.MapGet(Routes.RegistrySummary, (SummaryReader summary, CancellationToken ct) => summary.ReadAsync(ct)).RequireRole(Roles.Operator);
        var patients = app.MapGroup(Routes.Api + "/patients/{id:guid}").RequireRole(Roles.Registrar);
        patients.MapGet("/", async (Guid id, PatientDesk desk, CancellationToken ct) => await desk.FindAsync(id, ct) is { } found ? Results.Ok(found) : Results.NotFound());
        patients.MapDelete("/", async (Guid id, PatientDesk desk, CancellationToken ct) => Done(await desk.RemoveAsync(id, ct)));
        patients.MapPut("/pause", async (Guid id, PatientDesk desk, CancellationToken ct) => Done(await desk.PauseAsync(id, ct)));
        patients.MapPut("/resume", async (Guid id, PatientDesk desk, CancellationToken ct) => Done(await desk.ResumeAsync(id, ct)));
        return app;
    }

    private static IResult Done(bool found) => found ? Results.NoContent() : Results.NotFound();

    private static async Task<IResult> ImportAsync(HttpContext http, Importer importer, IOptions<RegistryOptions> options, bool keepGood = false)
    {
        if (http.Request.ContentType?.StartsWith("text/csv", StringComparison.OrdinalIgnoreCase) != true)
            return Results.Problem("Send the file as text/csv.", statusCode: StatusCodes.Status415UnsupportedMediaType);
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = options.Value.MaxImportBytes;
        var result = await importer.ImportAsync(http.Request.Body, keepGood, http.RequestAborted);
        return result.ErrorCount == 0 || result.Kept > 0 ? Results.Ok(result) : Results.UnprocessableEntity(result);
    }
}
