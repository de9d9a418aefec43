namespace VectorCare.Ingest.Export;

/// <summary>Export for the data team.</summary>
internal static class ExportRegistration
{
    public static void AddExport(this IServiceCollection services)
    {
        services.AddOptions<ExportOptions>().BindConfiguration(ExportOptions.Section)
            .Validate(o => o.Folder is null || Directory.Exists(o.Folder), $"{ExportOptions.Section}:{nameof(ExportOptions.Folder)} does not exist.").ValidateOnStart();
        services.AddSingleton<DayExport>();
        services.AddSingleton<ExportService>();
        services.AddHostedService(s => s.GetRequiredService<ExportService>());
    }
}
