using System.Security.Cryptography;
using LocalDapr.Processes;

namespace VectorCare.Demo;

/// <summary>Tokens and keys of one run; new for each.</summary>
internal sealed class DemoSecrets
{
    public string AppToken { get; } = Random();

    public string ApiToken { get; } = Random();

    public string IssuerKey { get; } = Random();

    /// <summary>Whether the run is long enough for what compiling everything a second time, after it was watched, brings: a fifth of the CPU of a poll.</summary>
    public bool IsLong { get; init; }

    /// <summary>Environment of every app and sidecar.</summary>
    public Dictionary<string, string> Environment => new()
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Development",
        ["DOTNET_ENVIRONMENT"] = "Development",
        ["APP_API_TOKEN"] = AppToken,
        ["DAPR_API_TOKEN"] = ApiToken,
        ["Auth__DevelopmentKey"] = IssuerKey,
        ["Logging__LogLevel__Default"] = "Warning",
        ["Logging__Console__FormatterName"] = "simple",
        ["DOTNET_gcServer"] = "0",
        ["DOTNET_TieredPGO"] = IsLong ? "1" : "0",
        [InlineSockets.Variable.Key] = InlineSockets.Variable.Value,
        // A second (hexadecimal): what is used at once is compiled first, and improved when the start is over.
        ["DOTNET_TC_CallCountingDelayMs"] = "3E8",
    };

    private static string Random() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
}
