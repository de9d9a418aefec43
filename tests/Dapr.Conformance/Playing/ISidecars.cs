namespace Dapr.Conformance.Playing;

/// <summary>The sidecars a case is played against.</summary>
internal interface ISidecars : IAsyncDisposable
{
    Task StartAsync();

    Task StopAsync();
}
