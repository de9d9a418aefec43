using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace LocalDapr.Invocation;

/// <summary>What an attempt led to: an answer passed on to the caller already, or one kept until the policy has decided.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="IsSent">True when the caller has it already.</param>
/// <param name="Headers">Headers of a kept answer.</param>
/// <param name="Body">Body of a kept answer.</param>
internal sealed record Reply(int Status, bool IsSent, IReadOnlyList<KeyValuePair<string, StringValues>> Headers, byte[] Body)
{
    private static readonly byte[] NoBody = [];

    /// <summary>Statuses that no policy retries and no breaker counts.</summary>
    public bool IsSuccess => Status is >= 200 and <= 399;

    /// <summary>An answer that was passed on.</summary>
    /// <param name="status">Its status.</param>
    /// <returns>The reply.</returns>
    public static Reply Sent(int status) => new(status, IsSent: true, [], NoBody);

    /// <summary>Keeps an answer.</summary>
    /// <param name="message">The answer.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The reply.</returns>
    public static async Task<Reply> KeepAsync(HttpResponseMessage message, CancellationToken cancellationToken)
    {
        var headers = new List<KeyValuePair<string, StringValues>>();
        foreach (var (name, values) in HeadersOf(message))
            headers.Add(KeyValuePair.Create(name, Values(values)));
        return new((int)message.StatusCode, IsSent: false, headers, await message.Content.ReadAsByteArrayAsync(cancellationToken));
    }

    /// <summary>Headers of an answer that are passed on.</summary>
    /// <param name="message">The answer.</param>
    /// <returns>The headers.</returns>
    public static IEnumerable<KeyValuePair<string, HeaderStringValues>> HeadersOf(HttpResponseMessage message)
    {
        foreach (var header in message.Headers.NonValidated)
        {
            if (!HopByHop.EndsWithReply(header.Key))
                yield return header;
        }

        foreach (var header in message.Content.Headers.NonValidated)
            yield return header;
    }

    /// <summary>Values of a header.</summary>
    /// <param name="values">As received.</param>
    /// <returns>As sent.</returns>
    public static StringValues Values(HeaderStringValues values) => values.Count == 1 ? new StringValues(values.ToString()) : new StringValues([.. values]);

    /// <summary>Passes a kept answer on.</summary>
    /// <param name="response">The caller's response.</param>
    public async Task WriteAsync(HttpResponse response)
    {
        response.StatusCode = Status;
        foreach (var (name, values) in Headers)
            response.Headers[name] = values;
        if (response.ContentType is null)
            response.ContentType = "application/json";
        if (!HttpMethods.IsHead(response.HttpContext.Request.Method))
        {
            response.ContentLength = Body.Length;
            await response.Body.WriteAsync(Body);
        }
    }
}
