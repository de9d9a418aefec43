namespace Dapr.Conformance.Playing;

/// <summary>The sidecars a case is played against.</summary>
internal interface ISidecars : IAsyncDisposable
{
    Task StartAsync();

    Task StopAsync();

    /// <summary>Completes when what the apps subscribe to is delivered to them, as far as that can be seen.</summary>
    Task SubscribedAsync();
}
