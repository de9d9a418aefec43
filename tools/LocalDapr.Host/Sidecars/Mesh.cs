using System.Collections.Concurrent;
using LocalDapr.Faults;

namespace LocalDapr.Sidecars;

/// <summary>What the sidecars of one host share: who is there, and one instance of each shared service (local broker, job scheduler, actor placement, workflow engine).</summary>
internal sealed class Mesh(string dataDirectory, TimeProvider clock) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Type, Lazy<object>> _shared = new();

    /// <summary>Folder for journals and databases of the host itself, for example <c>.localdapr</c>; exists.</summary>
    public string DataDirectory { get; } = dataDirectory;

    /// <summary>The clock of the host.</summary>
    public TimeProvider Clock { get; } = clock;

    /// <summary>Faults put on targets by a test.</summary>
    public LocalDaprFaults Faults { get; } = new();

    /// <summary>What the sidecars do, for tests.</summary>
    public SidecarEvents Events { get; } = new();

    /// <summary>Running sidecars by app id.</summary>
    public ConcurrentDictionary<string, SidecarContext> Sidecars { get; } = new(StringComparer.Ordinal);

    /// <summary>The one instance of a shared service; created at its first use, disposed with the host.</summary>
    /// <typeparam name="T">Type of the service.</typeparam>
    /// <param name="create">Creates it.</param>
    /// <returns>The instance.</returns>
    public T Shared<T>(Func<Mesh, T> create)
        where T : class =>
        (T)_shared.GetOrAdd(typeof(T), _ => new Lazy<object>(() => create(this))).Value;

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var lazy in _shared.Values.Where(l => l.IsValueCreated))
        {
            if (lazy.Value is IAsyncDisposable asyncDisposable)
                await asyncDisposable.DisposeAsync();
            else if (lazy.Value is IDisposable disposable)
                disposable.Dispose();
        }
    }
}
