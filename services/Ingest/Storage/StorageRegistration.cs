using Microsoft.Extensions.Options;
using VectorCare.Ingest.Storage.Postgres;
using VectorCare.Ingest.Storage.Raw;
using VectorCare.Ingest.Storage.Sqlite;
using VectorCare.Ingest.Storage.Upkeep;

namespace VectorCare.Ingest.Storage;

/// <summary>Chooses the store by <see cref="StorageOptions.Provider"/>.</summary>
internal static class StorageRegistration
{
    public static void AddStorage(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<StorageOptions>().BindConfiguration(StorageOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        if (configuration.GetSection(StorageOptions.Section).GetValue<StorageProvider>(nameof(StorageOptions.Provider)) == StorageProvider.PostgreSql)
        {
            services.AddSingleton(s => PostgresDatabase.Connect(s.GetRequiredService<IOptions<StorageOptions>>().Value.ConnectionString!));
            services.AddSingleton<Partitions>();
            services.AddSingleton<PostgresDatabase>();
            services.AddSingleton<Database>(s => s.GetRequiredService<PostgresDatabase>());
            services.AddSingleton<IEventStore, PostgresEventStore>();
        }
        else
        {
            services.AddSingleton(s => new SqliteDatabase(s.GetRequiredService<IOptions<StorageOptions>>().Value.Path));
            services.AddSingleton<Database>(s => s.GetRequiredService<SqliteDatabase>());
            services.AddSingleton<IEventStore, SqliteEventStore>();
        }

        services.AddSingleton<GroupCommit>();
        services.AddSingleton<IMasterKey, SecretMasterKey>();
        services.AddSingleton<PatientKeys>();
        services.AddSingleton<RawStore>();
        services.AddSingleton<AuditTrail>();
        services.AddSingleton<PatientDeletion>();
        services.AddSingleton<Packer>();
        services.AddSingleton<Retention>();
        services.AddHostedService(s => s.GetRequiredService<GroupCommit>());
        services.AddHostedService<UpkeepService>();
        services.AddHealthChecks().AddCheck<GroupCommit>("storage");
    }
}
