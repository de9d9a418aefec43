using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace LocalDapr.Mailbox;

/// <summary>Reads lines of a connection and writes answers.</summary>
internal sealed class SmtpLines(Stream stream)
{
    private const int MaxCommand = 4096;
    private readonly PipeReader _reader = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));

    /// <summary>The next command, as UTF-8 text without its end of line.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The text; null when the client went away; empty with <c>TooLong</c> for a line that is too long.</returns>
    public async Task<(string? Text, bool TooLong)> ReadCommandAsync(CancellationToken cancellationToken)
    {
        var line = new ArrayBufferWriter<byte>(128);
        if (!await ReadLineAsync(line, MaxCommand, cancellationToken))
            return (null, false);
        return line.WrittenCount > MaxCommand ? ("", true) : (Encoding.UTF8.GetString(line.WrittenSpan), false);
    }

    /// <summary>The lines of a mail up to the single dot, doubled dots undone.</summary>
    /// <param name="maxBytes">Largest mail; what is longer is read and thrown away.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The mail; null when the client went away before its end; <c>TooLong</c> without content.</returns>
    public async Task<(ReadOnlyMemory<byte>? Content, bool TooLong)> ReadMailAsync(int maxBytes, CancellationToken cancellationToken)
    {
        var content = new ArrayBufferWriter<byte>(4096);
        var line = new ArrayBufferWriter<byte>(256);
        var tooLong = false;
        while (true)
        {
            line.ResetWrittenCount();
            if (!await ReadLineAsync(line, maxBytes, cancellationToken))
                return (null, tooLong);
            var text = line.WrittenMemory;
            if (text.Span is [(byte)'.'])
                return tooLong ? (ReadOnlyMemory<byte>.Empty, true) : (content.WrittenMemory, false);
            if (text.Span is [(byte)'.', ..])
                text = text[1..];
            tooLong |= content.WrittenCount + text.Length + 2 > maxBytes;
            if (tooLong)
                continue;
            content.Write(text.Span);
            content.Write("\r\n"u8);
        }
    }

    /// <summary>Writes an answer.</summary>
    /// <param name="text">One line or several, without the last end of line.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task WriteAsync(string text, CancellationToken cancellationToken) =>
        await stream.WriteAsync(Encoding.ASCII.GetBytes(text + "\r\n"), cancellationToken);

    // Keeps one byte more than allowed, so that the caller sees that there was more.
    private async Task<bool> ReadLineAsync(ArrayBufferWriter<byte> line, int maxBytes, CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await _reader.ReadAsync(cancellationToken);
            var buffer = result.Buffer;
            var end = buffer.PositionOf((byte)'\n');
            var part = end is { } position ? buffer.Slice(0, position) : buffer;
            foreach (var segment in part)
                line.Write(segment.Span[..Math.Min(segment.Length, Math.Max(0, maxBytes + 1 - line.WrittenCount))]);
            if (end is { } found)
            {
                _reader.AdvanceTo(buffer.GetPosition(1, found));
                TrimReturn(line);
                return true;
            }

            _reader.AdvanceTo(buffer.End);
            if (result.IsCompleted)
                return false;
        }
    }

    private static void TrimReturn(ArrayBufferWriter<byte> line)
    {
        if (line.WrittenSpan is not [.., (byte)'\r'])
            return;
        var kept = line.WrittenSpan[..^1].ToArray();
        line.ResetWrittenCount();
        line.Write(kept);
    }
}
