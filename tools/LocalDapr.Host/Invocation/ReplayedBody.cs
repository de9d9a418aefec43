namespace LocalDapr.Invocation;

/// <summary>A request's body that comes piece by piece and can be sent more than once, one sender after another.</summary>
/// <param name="source">The body.</param>
/// <param name="keeps">True when it has to be sent again perhaps; false keeps nothing.</param>
#pragma warning disable CA1001 // The semaphore has no handle to let go, and a read may still be under way.
internal sealed class ReplayedBody(Stream source, bool keeps)
#pragma warning restore CA1001
{
    private const int Piece = 16 * 1024;
    private readonly SemaphoreSlim _reading = new(1, 1);
    private readonly List<byte[]> _pieces = [];
    private volatile bool _keeps = keeps;
    private bool _ended;

    /// <summary>Nothing will be sent again: what comes from now on is not kept.</summary>
    public void Forget() => _keeps = false;

    /// <summary>Sends the body from its beginning.</summary>
    /// <param name="target">Where it goes.</param>
    /// <param name="cancellationToken">Ends the sending.</param>
    public async Task CopyToAsync(Stream target, CancellationToken cancellationToken)
    {
        for (var next = 0; await PieceAsync(next, cancellationToken) is { } piece; next++)
        {
            await target.WriteAsync(piece, cancellationToken);
            await target.FlushAsync(cancellationToken);
            if (!_keeps)
            {
                _pieces.Clear();
                next = -1;
            }
        }
    }

    private async Task<byte[]?> PieceAsync(int index, CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            if (index < _pieces.Count)
                return _pieces[index];
            if (_ended)
                return null;
            var buffer = new byte[Piece];

            // Not ended with the attempt: a piece that was read would be lost for the next.
            var read = await source.ReadAsync(buffer, CancellationToken.None);
            _ended = read == 0;
            if (_ended)
                return null;
            _pieces.Add(buffer[..read]);
            return _pieces[index];
        }
        finally
        {
            _reading.Release();
        }
    }
}
