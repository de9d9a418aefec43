using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using LocalDapr.Resources;

namespace LocalDapr.Bindings;

/// <summary><c>bindings.localstorage</c>: files below a folder.</summary>
internal sealed class LocalStorageBinding : IOutputBinding
{
    private readonly string _root;

    /// <summary>Creates the binding and its folder.</summary>
    /// <param name="spec">The component.</param>
    public LocalStorageBinding(ComponentSpec spec)
    {
        _root = Path.GetFullPath(spec["rootPath"]!);
        Directory.CreateDirectory(_root);
    }

    /// <inheritdoc />
    public IReadOnlyList<string> Operations { get; } = ["create", "get", "list", "delete"];

    /// <inheritdoc />
    public async Task<BindingOutcome> InvokeAsync(BindingRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return request.Operation switch
            {
                "create" => await CreateAsync(request, cancellationToken),
                "get" => await GetAsync(Full(request["fileName"]), cancellationToken),
                "list" => List(Full(request["fileName"])),
                _ => Delete(Full(request["fileName"])),
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BindingException(e.Message, e);
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<BindingOutcome> CreateAsync(BindingRequest request, CancellationToken cancellationToken)
    {
        var path = Full(request["fileName"] ?? Guid.NewGuid().ToString());
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllBytesAsync(path, Content(request.Data.Span), cancellationToken);
        return BindingOutcome.Answer(JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["fileName"] = Path.GetRelativePath(_root, path) }));
    }

    // As Dapr: a JSON text loses its quotes, and what is valid base64 is taken for base64.
    private static byte[] Content(ReadOnlySpan<byte> data)
    {
        var text = Encoding.UTF8.GetBytes(DataText.Unquoted(data));
        var plain = data.Length >= 2 && data[0] == '"' && data[^1] == '"' ? text : data.ToArray();
        if (plain.Length == 0 || plain.AsSpan().IndexOfAny((byte)' ', (byte)'\t') >= 0 || !Base64.IsValid(plain))
            return plain;
        return Convert.FromBase64String(Encoding.ASCII.GetString(plain));
    }

    private static async Task<BindingOutcome> GetAsync(string path, CancellationToken cancellationToken)
    {
        if (Directory.Exists(path))
            throw new BindingException($"error reading file {path}: is a directory");
        if (!File.Exists(path))
            throw new BindingException($"file not found: {path}");
        return BindingOutcome.Answer(await File.ReadAllBytesAsync(path, cancellationToken));
    }

    private static BindingOutcome List(string path)
    {
        if (!Directory.Exists(path))
            throw new BindingException(File.Exists(path) ? $"unexpected type of path {path}: not a directory" : $"error getting stats for path {path}: no such file or directory");

        // Folder by folder, each in the order of its names; nothing at all is null.
        var files = Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).OrderBy(f => f.Replace(Path.DirectorySeparatorChar, '\0'), StringComparer.Ordinal).ToList();
        return BindingOutcome.Answer(JsonSerializer.SerializeToUtf8Bytes(files.Count > 0 ? files : null));
    }

    private static BindingOutcome Delete(string path)
    {
        if (Directory.Exists(path))
            Directory.Delete(path);
        else if (File.Exists(path))
            File.Delete(path);
        else
            throw new BindingException($"error deleting file {path}: no such file or directory");
        return BindingOutcome.Nothing;
    }

    // A name cannot lead out of the folder: what would go above it starts at it again.
    private string Full(string? name)
    {
        var inside = Path.GetFullPath("/" + (name ?? "").TrimStart('/'));
        return Path.GetFullPath(inside.TrimStart('/'), _root).TrimEnd(Path.DirectorySeparatorChar);
    }
}
