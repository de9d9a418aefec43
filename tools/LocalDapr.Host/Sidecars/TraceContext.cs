using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace LocalDapr.Sidecars;

/// <summary>The W3C trace context of a request to a sidecar: the caller's trace with a span of the sidecar, or a new trace.</summary>
/// <param name="Traceparent">The <c>traceparent</c> with the sidecar's span.</param>
/// <param name="Tracestate">The caller's <c>tracestate</c>, or empty.</param>
/// <param name="Baggage">The caller's <c>baggage</c>, or empty.</param>
internal sealed record TraceContext(string Traceparent, string Tracestate, string Baggage)
{
    private const int Length = 55;

    /// <summary>The trace context of a running HTTP request.</summary>
    /// <param name="context">The request.</param>
    /// <returns>The context.</returns>
    public static TraceContext Of(HttpContext context)
    {
        if (context.Features.Get<TraceContext>() is { } existing)
            return existing;
        var headers = context.Request.Headers;
        var created = From(headers.TraceParent.ToString(), headers.TraceState.ToString(), headers.Baggage.ToString());
        context.Features.Set(created);
        return created;
    }

    /// <summary>The trace context of a running gRPC call.</summary>
    /// <param name="context">The call.</param>
    /// <returns>The context.</returns>
    public static TraceContext Of(ServerCallContext context) => Of(context.GetHttpContext());

    /// <summary>A new, sampled trace; for work that no request started.</summary>
    /// <returns>The context.</returns>
    public static TraceContext New() => From("", "", "");

    /// <summary>The same trace with another span, for one call to the application or elsewhere.</summary>
    /// <returns>A <c>traceparent</c>.</returns>
    public string Child() => WithNewSpan(Traceparent);

    private static TraceContext From(string traceparent, string tracestate, string baggage) =>
        new(IsValid(traceparent) ? WithNewSpan(traceparent) : NewTrace(), tracestate, baggage);

    private static string NewTrace() => string.Create(Length, 0, static (chars, _) =>
    {
        "00-".CopyTo(chars);
        Fill(chars.Slice(3, 32));
        chars[35] = '-';
        Fill(chars.Slice(36, 16));
        "-01".CopyTo(chars[52..]);
    });

    private static string WithNewSpan(string traceparent) => string.Create(Length, traceparent, static (chars, parent) =>
    {
        parent.AsSpan(0, Length).CopyTo(chars);
        Fill(chars.Slice(36, 16));
    });

    private static void Fill(Span<char> hex)
    {
        Span<byte> bytes = stackalloc byte[16];
        var part = bytes[..(hex.Length / 2)];
        Random.Shared.NextBytes(part);
        part[0] |= 1;
        Convert.TryToHexStringLower(part, hex, out _);
    }

    private static bool IsValid(string value) =>
        value.Length >= Length && value[2] == '-' && value[35] == '-' && value[52] == '-' && value.StartsWith("00", StringComparison.Ordinal);
}
