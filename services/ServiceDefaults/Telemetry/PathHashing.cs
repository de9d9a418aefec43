using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using OpenTelemetry;

namespace VectorCare.ServiceDefaults.Telemetry;

/// <summary>Replaces paths and queries of URLs in spans: a vendor's paths hold portal references. The same path has the same hash within a process; the key is new in each, so that nobody finds the path by trying.</summary>
internal sealed class PathHashing : BaseProcessor<Activity>
{
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    /// <inheritdoc />
    public override void OnEnd(Activity data)
    {
        if (data.GetTagItem("url.full") is string full)
            data.SetTag("url.full", Uri.TryCreate(full, UriKind.Absolute, out var url) ? $"{url.Scheme}://{url.Authority}/{Hash(url.PathAndQuery)}" : Hash(full));
        if (data.GetTagItem("url.path") is string path)
            data.SetTag("url.path", Hash(path));
        if (data.GetTagItem("url.query") is not null)
            data.SetTag("url.query", null);
    }

    private string Hash(string text) => Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));
}
