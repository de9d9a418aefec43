using System.Globalization;
using System.Text;

namespace LocalDapr.Cel;

/// <summary>Kind of a token.</summary>
internal enum CelTokenKind
{
    /// <summary>Identifier or keyword.</summary>
    Name,

    /// <summary>A literal; the token carries its value.</summary>
    Literal,

    /// <summary>Operator or bracket.</summary>
    Symbol,

    /// <summary>End of the text.</summary>
    End,
}

/// <summary>A token.</summary>
internal readonly record struct CelToken(CelTokenKind Kind, string Text, int Position, object? Value = null);

/// <summary>Splits an expression into tokens.</summary>
internal sealed class CelLexer(string text)
{
    private static readonly string[] Symbols = ["&&", "||", "==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "/", "%", "!", "?", ":", ".", ",", "(", ")", "[", "]", "{", "}"];
    private int _at;

    /// <summary>The next token.</summary>
    /// <returns>The token; at the end always <see cref="CelTokenKind.End"/>.</returns>
    public CelToken Next()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at]))
            _at++;
        var start = _at;
        if (_at == text.Length)
            return new(CelTokenKind.End, "end of the expression", start);
        var c = text[_at];
        if (char.IsAsciiDigit(c) || (c == '.' && _at + 1 < text.Length && char.IsAsciiDigit(text[_at + 1])))
            return Number(start);
        if (c is '"' or '\'')
            return Text(start, raw: false);
        if (c is 'r' or 'R' && _at + 1 < text.Length && text[_at + 1] is '"' or '\'')
        {
            _at++;
            return Text(start, raw: true);
        }

        if (char.IsAsciiLetter(c) || c == '_')
            return Name(start);
        foreach (var symbol in Symbols)
        {
            if (string.CompareOrdinal(text, _at, symbol, 0, symbol.Length) != 0)
                continue;
            _at += symbol.Length;
            return new(CelTokenKind.Symbol, symbol, start);
        }

        throw new CelException($"unexpected character '{c}'", start);
    }

    private CelToken Name(int start)
    {
        while (_at < text.Length && (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] == '_'))
            _at++;
        var name = text[start.._at];
        return name switch
        {
            "true" => new(CelTokenKind.Literal, name, start, true),
            "false" => new(CelTokenKind.Literal, name, start, false),
            "null" => new(CelTokenKind.Literal, name, start),
            _ => new(CelTokenKind.Name, name, start),
        };
    }

    private CelToken Number(int start)
    {
        var hex = text[_at] == '0' && _at + 1 < text.Length && text[_at + 1] is 'x' or 'X';
        if (hex)
            _at += 2;
        while (_at < text.Length && (char.IsAsciiHexDigit(text[_at]) ? hex || char.IsAsciiDigit(text[_at]) || text[_at] is 'e' or 'E' : IsNumberMark()))
            _at++;
        var number = text[start.._at];
        if (_at < text.Length && text[_at] is 'u' or 'U')
            _at++;
        if (hex && long.TryParse(number.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            return new(CelTokenKind.Literal, number, start, value);
        if (long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out value))
            return new(CelTokenKind.Literal, number, start, value);
        return double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var real)
            ? new(CelTokenKind.Literal, number, start, real)
            : throw new CelException($"malformed number '{number}'", start);
    }

    private bool IsNumberMark() =>
        (text[_at] == '.' && _at + 1 < text.Length && char.IsAsciiDigit(text[_at + 1])) || (text[_at] is '+' or '-' && text[_at - 1] is 'e' or 'E');

    private CelToken Text(int start, bool raw)
    {
        var quote = text[_at++];
        var value = new StringBuilder();
        while (_at < text.Length && text[_at] != quote)
        {
            if (text[_at] == '\\' && !raw)
                Escape(value);
            else
                value.Append(text[_at++]);
        }

        if (_at++ >= text.Length)
            throw new CelException("the text has no closing quote", start);
        return new(CelTokenKind.Literal, text[start.._at], start, value.ToString());
    }

    private void Escape(StringBuilder value)
    {
        var start = _at;
        var digits = (_at + 1 < text.Length ? text[_at + 1] : '\0') switch { 'x' or 'X' => 2, 'u' => 4, 'U' => 8, _ => 0 };
        if (digits > 0)
        {
            if (_at + 2 + digits > text.Length || !int.TryParse(text.AsSpan(_at + 2, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) || !Rune.IsValid(code))
                throw new CelException("malformed escape", start);
            value.Append(new Rune(code).ToString());
            _at += 2 + digits;
            return;
        }

        value.Append((_at + 1 < text.Length ? text[_at + 1] : '\0') switch
        {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'a' => '\a',
            'b' => '\b',
            'f' => '\f',
            'v' => '\v',
            '\\' or '"' or '\'' or '`' or '?' => text[_at + 1],
            _ => throw new CelException("malformed escape", start),
        });
        _at += 2;
    }
}
