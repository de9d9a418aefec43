using System.Net;

namespace LocalDapr.Invocation;

/// <summary>A call as it goes out, ready to be sent more than once.</summary>
internal sealed class OutgoingCall
{
    private readonly List<KeyValuePair<string, string>> _headers = [];
    private readonly List<KeyValuePair<string, string>> _contentHeaders = [];

    /// <summary>The verb.</summary>
    public required HttpMethod Verb { get; init; }

    /// <summary>Decoded path without leading slash.</summary>
    public required string Path { get; init; }

    /// <summary>Query with question mark, or empty.</summary>
    public required string Query { get; init; }

    /// <summary>Gives the content of an attempt, or null.</summary>
    public required Func<HttpContent?> Content { get; init; }

    /// <summary>True when the content can be given only once.</summary>
    public bool IsStreamed { get; init; }

    /// <summary>Adds a header; one that belongs to a connection is left out.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    public void Add(string name, string value)
    {
        if (HopByHop.EndsWithRequest(name))
            return;
        (IsOfContent(name) ? _contentHeaders : _headers).Add(KeyValuePair.Create(name, value));
    }

    /// <summary>Replaces headers.</summary>
    /// <param name="headers">The new ones.</param>
    public void Replace(IEnumerable<KeyValuePair<string, string>> headers)
    {
        foreach (var (name, value) in headers)
        {
            _headers.RemoveAll(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase));
            _contentHeaders.RemoveAll(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase));
            (IsOfContent(name) ? _contentHeaders : _headers).Add(KeyValuePair.Create(name, value));
        }
    }

    /// <summary>The request of an attempt.</summary>
    /// <param name="uri">Where it goes.</param>
    /// <param name="traceparent">Trace context of the attempt.</param>
    /// <returns>The request.</returns>
    public HttpRequestMessage Create(Uri uri, string traceparent)
    {
        var content = Content();
        var request = new HttpRequestMessage(Verb, uri) { Version = HttpVersion.Version11, Content = content };
        foreach (var (name, value) in _headers)
            request.Headers.TryAddWithoutValidation(name, value);
        request.Headers.TryAddWithoutValidation("traceparent", traceparent);
        if (_contentHeaders.Count == 0)
            return request;
        request.Content = content ??= new ByteArrayContent([]);
        foreach (var (name, value) in _contentHeaders)
            content.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    /// <summary>A header's value, or null.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The value.</returns>
    public string? Header(string name) => _headers.Find(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    private static bool IsOfContent(string name) =>
        name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase)
        || name.Equals("Allow", StringComparison.OrdinalIgnoreCase)
        || name.Equals("Expires", StringComparison.OrdinalIgnoreCase)
        || name.Equals("Last-Modified", StringComparison.OrdinalIgnoreCase);
}
