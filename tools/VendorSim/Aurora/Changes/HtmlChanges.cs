using System.Text.RegularExpressions;

namespace VendorSim.Aurora.Changes;

/// <summary>Changes of a page's text.</summary>
internal static partial class HtmlChanges
{
    private static readonly string[] InTables = ["<thead>", "</thead>", "<tbody>", "</tbody>", "<tr>", "</tr>", "</td>", "</th>"];

    public static Func<string, string> Wrap(int depth) => html =>
    {
        for (var i = 0; i < depth; i++)
            html = html.Replace("<section ", $"<div class=\"w{i}\"><section ", StringComparison.Ordinal).Replace("</section>", "</section></div>", StringComparison.Ordinal);
        return html;
    };

    public static Func<string, string> Attributes(int number) => html => Cells().Replace(html, $"<$1 data-v=\"{number}\" aria-live=\"off\"");

    public static Func<string, string> Spaces(int depth) => html => Cells().Replace(html, new string('\n', depth) + "<$1").Replace("</td>", new string(' ', depth) + "</td>", StringComparison.Ordinal);

    public static Func<string, string> Comments(int number) => html => InTables.Aggregate(html, (text, tag) => text.Replace(tag, $"{tag}<!-- {number} -->", StringComparison.Ordinal));

    public static Func<string, string> Inline(string tag) => html => Content().Replace(html, $"<$1>\n<{tag}>$2</{tag}></td>");

    public static Func<string, string> Chrome(int number) => html => html
        .Replace("<title>Aurora", $"<title>Aurora {number}", StringComparison.Ordinal)
        .Replace("<h2>About this page</h2>", $"<h2>About</h2><p>Release {number}</p>", StringComparison.Ordinal)
        .Replace("</footer>", $"<p>Release {number}</p></footer>", StringComparison.Ordinal);

    public static Func<string, string> Error(int number) => _ => AuroraSmallPages.Message("error", "Something went wrong", $"We could not load this patient. Error {number}.");

    public static Func<string, string> Login(int number) => _ => AuroraSmallPages.Login($"token-{number}", null);

    public static Func<string, string> Cut(double share) => html => html[..(int)(html.Length * share)];

    public static Func<string, string> CutAndClose(double share) => html => html[..(int)(html.Length * share)] + "</main></body></html>";

    public static string ListsForTables(string html) => Table().Replace(html, "$1div").Replace("<tr", "<ul", StringComparison.Ordinal).Replace("</tr>", "</ul>", StringComparison.Ordinal).Replace("<td", "<li", StringComparison.Ordinal).Replace("</td>", "</li>", StringComparison.Ordinal);

    [GeneratedRegex("<(td|th|tr)\\b")]
    private static partial Regex Cells();

    [GeneratedRegex("<(td[^>]*)>([^<]*)</td>")]
    private static partial Regex Content();

    [GeneratedRegex("(</?)(table|thead|tbody|caption)\\b")]
    private static partial Regex Table();
}
