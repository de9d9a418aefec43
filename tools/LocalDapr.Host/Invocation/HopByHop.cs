using System.Collections.Frozen;

namespace LocalDapr.Invocation;

/// <summary>Headers that belong to one connection and are not passed on.</summary>
internal static class HopByHop
{
    private static readonly FrozenSet<string> Names = new[]
    {
        "Connection", "Proxy-Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> RequestNames = Names.Concat(["Host", "Content-Length", "Expect", "traceparent"]).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> ReplyNames = Names.Concat(["Date", "traceparent", "tracestate", "baggage"]).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a header of a request stays behind.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>True when it is not passed on.</returns>
    public static bool EndsWithRequest(string name) => RequestNames.Contains(name);

    /// <summary>Whether a header of a reply stays behind.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>True when it is not passed on.</returns>
    public static bool EndsWithReply(string name) => ReplyNames.Contains(name);
}
