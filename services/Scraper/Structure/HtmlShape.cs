using System.Collections.Frozen;
using System.Net;
using System.Text;

namespace VectorCare.Scraper.Structure;

/// <summary>The structure of an HTML page, from its tags alone: it costs a fraction of parsing and stands any input.</summary>
internal sealed class HtmlShape
{
    private const int MaxDepth = 64;
    private static readonly FrozenSet<string> Void = new[] { "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr" }.ToFrozenSet();
    private readonly FrozenSet<string> _rowLabels;
    private readonly IReadOnlyDictionary<string, string>? _renamed;
    private readonly PageShape _shape;
    private readonly List<(string Tag, string Node, string Id)> _open = [];
    private readonly StringBuilder _label = new();
    private (string Tag, string Place)? _reading;
    private int _cell;

    private HtmlShape(FrozenSet<string> rowLabels, IReadOnlyDictionary<string, string>? renamed, int length)
    {
        (_rowLabels, _renamed) = (rowLabels, renamed);
        _shape = new PageShape { Length = length };
    }

    /// <summary>Reads a page.</summary>
    /// <param name="page">UTF-8.</param>
    /// <param name="rowLabels">Ids of the tables whose rows are named by their first cell; that of other tables is a value.</param>
    /// <param name="renamed">New labels, each with the one that counts; null for none.</param>
    public static PageShape Of(ReadOnlySpan<byte> page, FrozenSet<string> rowLabels, IReadOnlyDictionary<string, string>? renamed = null)
    {
        var reader = new HtmlShape(rowLabels, renamed, page.Length);
        reader.Read(Encoding.UTF8.GetString(page));
        return reader._shape;
    }

    private void Read(ReadOnlySpan<char> html)
    {
        while (html.IndexOf('<') is >= 0 and var open)
        {
            if (_reading is not null)
                _label.Append(html[..open]);
            html = html[(open + 1)..];
            if (html.StartsWith("!--"))
            {
                html = After(html, "-->");
                continue;
            }

            var closes = html is ['/', ..];
            var end = End(html);
            var tag = closes ? html[1..end] : html[..end];
            html = html[Math.Min(end + 1, html.Length)..];
            var length = 0;
            while (length < tag.Length && char.IsAsciiLetterOrDigit(tag[length]))
                length++;
            if (length == 0)
                continue;
            var name = tag[..length].ToString().ToLowerInvariant();
            if (closes)
                Close(name);
            else
                Open(name, tag[length..]);
            if (!closes && name is "script" or "style")
                html = After(html, "</" + name);
        }
    }

    private void Open(string name, ReadOnlySpan<char> attributes)
    {
        var id = Attribute(attributes, " id=\"");
        var place = _open.Count > 0 ? _open[^1].Id : string.Empty;
        if (id.Length > 0)
            _shape.Add(ShingleKind.Field, string.Empty, id);
        var node = id.Length > 0 ? name + "#" + id : name;
        var parents = _open.Count > 1 ? $"{_open[^2].Node}>{_open[^1].Node}" : _open.Count == 1 ? _open[0].Node : string.Empty;
        _shape.Add(ShingleKind.Path, parents, node);
        foreach (var part in Attribute(attributes, " class=\"").Split(' ', StringSplitOptions.RemoveEmptyEntries))
            _shape.Add(ShingleKind.Look, name, part);
        _shape.AsksForPassword |= name == "input" && Attribute(attributes, " type=\"") == "password";
        if (name == "tr")
            _cell = 0;
        if (name is "td" or "th" && _cell++ >= 0 && (name == "th" || (_cell == 1 && _rowLabels.Contains(place))))
            _reading = (name, place + (name == "th" ? "/column" : "/row"));
        else if (name == "dt")
            _reading = (name, place + "/entry");
        if (_reading?.Tag == name)
            _label.Clear();
        if (!Void.Contains(name) && _open.Count < MaxDepth)
            _open.Add((name, node, id.Length > 0 ? id : place));
    }

    private void Close(string name)
    {
        if (_reading is { } reading && reading.Tag == name)
        {
            var label = WebUtility.HtmlDecode(_label.ToString()).Trim().Replace('\u2126', 'Ω');
            label = _renamed?.GetValueOrDefault(label) ?? label;
            _shape.Add(ShingleKind.Field, reading.Place, label.Length <= 64 ? label : label[..64]);
            _reading = null;
        }

        _shape.Ended = name == "html";
        var at = _open.FindLastIndex(o => o.Tag == name);
        if (at >= 0)
            _open.RemoveRange(at, _open.Count - at);
    }

    private static int End(ReadOnlySpan<char> tag)
    {
        var quote = '\0';
        for (var i = 0; i < tag.Length; i++)
        {
            if (quote != '\0')
                quote = tag[i] == quote ? '\0' : quote;
            else if (tag[i] is '"' or '\'')
                quote = tag[i];
            else if (tag[i] == '>')
                return i;
        }

        return tag.Length;
    }

    private static ReadOnlySpan<char> After(ReadOnlySpan<char> text, string end) => text.IndexOf(end) is >= 0 and var at ? text[(at + end.Length)..] : default;

    private static string Attribute(ReadOnlySpan<char> attributes, string opening)
    {
        var at = attributes.IndexOf(opening);
        if (at < 0)
            return string.Empty;
        var value = attributes[(at + opening.Length)..];
        var end = value.IndexOf('"');
        return end is < 0 or > 64 ? string.Empty : value[..end].ToString();
    }
}
