namespace LocalDapr.Cel;

/// <summary>An expression that cannot be parsed or evaluated.</summary>
/// <param name="message">What is wrong.</param>
/// <param name="position">Offset in the text, in characters from 0.</param>
internal sealed class CelException(string message, int position) : Exception($"{message} (at character {position + 1})")
{
    /// <summary>Offset in the text, in characters from 0.</summary>
    public int Position { get; } = position;
}
