using System.Buffers;

namespace VectorCare.Scraper.Vendors;

/// <summary>How a request to a vendor ended.</summary>
internal enum ReplyKind
{
    /// <summary>The vendor answered; its status says what.</summary>
    Answer,

    /// <summary>The vendor did not answer, answered that it is away, or its breaker is open.</summary>
    VendorDown,

    /// <summary>The vendor asked to slow down, or the clinic's own budget has no room before the deadline.</summary>
    RateLimited,

    /// <summary>The answer is longer than is read.</summary>
    TooLarge,

    /// <summary>The answer is packed in a way that is not understood, or its packing is broken.</summary>
    Unreadable,

    /// <summary>Nothing was asked: the vendor's terms, its quiet window or its robots.txt forbid it.</summary>
    NotAsked,
}

/// <summary>An answer of a vendor. The body lies in a rented buffer until <see cref="Dispose"/>.</summary>
internal sealed class VendorReply : IDisposable
{
    private byte[]? _rented;
    private int _length;

    /// <summary>How it ended.</summary>
    public ReplyKind Kind { get; init; } = ReplyKind.Answer;

    /// <summary>HTTP status of an answer.</summary>
    public int Status { get; init; }

    /// <summary>Reason code of anything but an answer.</summary>
    public string? Reason { get; init; }

    /// <summary>ETag as sent, quotes included.</summary>
    public string? ETag { get; init; }

    /// <summary>When the page was changed, where the vendor gives no ETag and that tells versions apart.</summary>
    public DateTimeOffset? LastModified { get; init; }

    /// <summary>Location of a redirect.</summary>
    public string? Location { get; init; }

    /// <summary>Seconds of Retry-After, or null.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Set-Cookie headers.</summary>
    public IReadOnlyList<string> SetCookies { get; init; } = [];

    /// <summary>The value of the vendor's identity header for the page, where the vendor has one.</summary>
    public string? Identity { get; init; }

    /// <summary>The body.</summary>
    public ReadOnlyMemory<byte> Body => _rented.AsMemory(0, _length);

    /// <summary>Takes ownership of a rented buffer.</summary>
    public VendorReply WithBody(byte[] rented, int length)
    {
        _rented = rented;
        _length = length;
        return this;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        var rented = Interlocked.Exchange(ref _rented, null);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
        _length = 0;
    }
}
