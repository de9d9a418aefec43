using System.Text.Json.Nodes;

namespace Dapr.Conformance.Apps;

/// <summary>Something that a case plays: an application, a vendor, a mail server.</summary>
internal interface IPlayedApp : IAsyncDisposable
{
    /// <summary>What came in since the last look.</summary>
    IReadOnlyList<PlayedRequest> Requests { get; }

    Task ListenAsync();

    Task CloseAsync();

    void Forget();

    /// <summary>Forgets requests and answers.</summary>
    void Reset();

    /// <summary>Sets the answers of a path; the last repeats.</summary>
    void Script(string path, JsonArray replies);
}
