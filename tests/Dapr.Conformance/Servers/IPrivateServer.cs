namespace Dapr.Conformance.Servers;

/// <summary>A server that the tests started for themselves.</summary>
internal interface IPrivateServer : IAsyncDisposable
{
    /// <summary>Its address as the profile writes it.</summary>
    string Address { get; }
}

/// <summary>A program is not installed.</summary>
/// <param name="program">Its name.</param>
internal sealed class MissingProgramException(string program) : Exception($"{program} is not installed, and no server is in the environment (STORES_REDIS, STORES_POSTGRES).");
