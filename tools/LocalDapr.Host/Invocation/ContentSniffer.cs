namespace LocalDapr.Invocation;

/// <summary>Content type of a reply that has none, as Dapr's HTTP server guesses it.</summary>
internal static class ContentSniffer
{
    private const int Looked = 512;

    /// <summary>Guesses.</summary>
    /// <param name="start">First bytes of the body.</param>
    /// <returns>The content type.</returns>
    public static string Guess(ReadOnlySpan<byte> start)
    {
        if (start.Length > Looked)
            start = start[..Looked];
        var text = start.TrimStart(" \t\r\n\f"u8);
        if (StartsWith(text, "<!doctype html"u8) || StartsWith(text, "<html"u8) || StartsWith(text, "<head"u8) || StartsWith(text, "<body"u8) || text.StartsWith("<!--"u8))
            return "text/html; charset=utf-8";
        if (text.StartsWith("<?xml"u8))
            return "text/xml; charset=utf-8";
        if (start.StartsWith("%PDF-"u8))
            return "application/pdf";
        if (start is [0x1f, 0x8b, 0x08, ..])
            return "application/x-gzip";
        if (start is [0x89, (byte)'P', (byte)'N', (byte)'G', ..])
            return "image/png";
        if (start is [0xff, 0xd8, 0xff, ..])
            return "image/jpeg";
        if (start.StartsWith("GIF8"u8))
            return "image/gif";
        if (start.StartsWith("PK\x03\x04"u8))
            return "application/zip";
        return IsBinary(start) ? "application/octet-stream" : "text/plain; charset=utf-8";
    }

    private static bool IsBinary(ReadOnlySpan<byte> data)
    {
        foreach (var b in data)
        {
            if (b <= 0x08 || b == 0x0b || b is >= 0x0e and <= 0x1a || b is >= 0x1c and <= 0x1f)
                return true;
        }

        return false;
    }

    private static bool StartsWith(ReadOnlySpan<byte> data, ReadOnlySpan<byte> lower)
    {
        if (data.Length < lower.Length)
            return false;
        for (var i = 0; i < lower.Length; i++)
        {
            if ((data[i] is >= (byte)'A' and <= (byte)'Z' ? data[i] + 32 : data[i]) != lower[i])
                return false;
        }

        return true;
    }
}
