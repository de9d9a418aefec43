using System.Collections.Immutable;
using System.Text.Json;
using LocalDapr.Hosting;
using LocalDapr.Resources;

namespace LocalDapr.Configuration.Stores;

/// <summary><c>configuration.local.file</c>, LocalDapr's own: a JSON object of values, or of objects with <c>value</c>, <c>version</c> and <c>metadata</c>. The file is looked at every second; edit it and the application hears of it.</summary>
internal sealed class FileConfigurationStore(ComponentSpec spec, TimeProvider clock) : IConfigurationStore
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly string _file = spec["file"] is { Length: > 0 } file ? file : throw new FormatException($"component {spec.Name} ({spec.Source}): file is missing");
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly CancellationTokenSource _stop = new();
    private ImmutableList<Watch> _watches = [];
    private ImmutableDictionary<string, ConfigurationItem> _items = ImmutableDictionary.Create<string, ConfigurationItem>(StringComparer.Ordinal);
    private string _text = "";
    private Task _looking = Task.CompletedTask;

    /// <inheritdoc />
    public async Task InitAsync(CancellationToken cancellationToken)
    {
        try
        {
            _text = await File.ReadAllTextAsync(_file, cancellationToken);
            _items = Parse(_text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new LocalDaprException($"component {spec.Name} ({spec.Source}): file '{_file}' cannot be read: {e.Message}", e);
        }

        _looking = LookAsync();
    }

    /// <inheritdoc />
    public async Task<IReadOnlyDictionary<string, ConfigurationItem>> GetAsync(IReadOnlyList<string> keys, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        await RefreshAsync(cancellationToken);
        return keys.Count == 0 ? _items : _items.Where(i => keys.Contains(i.Key)).ToDictionary();
    }

    /// <inheritdoc />
    public Task<IAsyncDisposable> WatchAsync(IReadOnlyList<string> keys, IReadOnlyDictionary<string, string> metadata, Func<string, ConfigurationItem, Task> changed, CancellationToken cancellationToken)
    {
        var watch = new Watch(keys, changed);
        ImmutableInterlocked.Update(ref _watches, (all, added) => all.Add(added), watch);
        return Task.FromResult<IAsyncDisposable>(new Ending(() =>
        {
            ImmutableInterlocked.Update(ref _watches, (all, ended) => all.Remove(ended), watch);
            return ValueTask.CompletedTask;
        }));
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _looking;
        _stop.Dispose();
        _one.Dispose();
    }

    private static ImmutableDictionary<string, ConfigurationItem> Parse(string text)
    {
        using var document = JsonDocument.Parse(text);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            throw new JsonException("it is not a JSON object");
        return document.RootElement.EnumerateObject().ToImmutableDictionary(p => p.Name, p => Item(p.Value), StringComparer.Ordinal);
    }

    private static ConfigurationItem Item(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return new ConfigurationItem(Text(value), "", ConfigurationItem.NoMetadata);
        var metadata = value.TryGetProperty("metadata"u8, out var given) && given.ValueKind == JsonValueKind.Object
            ? given.EnumerateObject().ToDictionary(p => p.Name, p => Text(p.Value), StringComparer.Ordinal)
            : ConfigurationItem.NoMetadata;
        return new ConfigurationItem(Field("value"), Field("version"), metadata);

        string Field(string name) => value.TryGetProperty(name, out var field) ? Text(field) : "";
    }

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    private async Task LookAsync()
    {
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
                await RefreshAsync(_stop.Token);
        }
        catch (OperationCanceledException)
        {
            // The sidecar stops.
        }
    }

    // A file that is just being written, or gone, leaves everything as it was.
    private async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            var text = await File.ReadAllTextAsync(_file, cancellationToken);
            if (text == _text)
                return;
            var before = _items;
            _items = Parse(text);
            _text = text;
            foreach (var key in before.Keys.Union(_items.Keys).Order(StringComparer.Ordinal))
            {
                var now = _items.GetValueOrDefault(key);
                if (!IsSame(before.GetValueOrDefault(key), now))
                    await TellAsync(key, now ?? ConfigurationItem.Gone);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            // The next look will see.
        }
        finally
        {
            _one.Release();
        }
    }

    private static bool IsSame(ConfigurationItem? before, ConfigurationItem? now) =>
        before is not null && now is not null && before.Value == now.Value && before.Version == now.Version
        && before.Metadata.Count == now.Metadata.Count && before.Metadata.All(m => now.Metadata.GetValueOrDefault(m.Key) == m.Value);

    private async Task TellAsync(string key, ConfigurationItem item)
    {
        foreach (var watch in _watches.Where(w => w.Keys.Count == 0 || w.Keys.Contains(key)))
            await watch.Changed(key, item);
    }

    private sealed record Watch(IReadOnlyList<string> Keys, Func<string, ConfigurationItem, Task> Changed);
}
