using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace VectorCare.ServiceDefaults.Canary;

/// <summary>Registers the hand-over of slots to a canary. <c>Canary:File</c> names a JSON file with <c>Canary:Slots</c> that may change while the service runs.</summary>
internal static class CanaryRegistration
{
    public static void AddCanary(this WebApplicationBuilder builder)
    {
        if (builder.Configuration["Canary:File"] is { Length: > 0 } file)
            builder.Configuration.AddJsonFile(file, optional: true, reloadOnChange: true);
        builder.Services.AddSingleton<CanaryShare>();
        builder.Services.AddSingleton<CanaryRouter>();
    }
}
