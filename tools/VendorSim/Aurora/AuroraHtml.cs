using System.Net;
using System.Text;

namespace VendorSim.Aurora;

/// <summary>Writes the part of a page that changes only with the patient's state.</summary>
internal static class AuroraHtml
{
    public static byte[] Body(AuroraPage page)
    {
        var html = new StringBuilder(8_192);
        var c = page.ClassPrefix;
        html.Append($"<main id=\"patient\" class=\"{c}main\">\n");
        foreach (var list in page.Lists)
        {
            html.Append($"<section id=\"{list.Id}\" class=\"{c}card\">");
            html.Append(list.Id == "patient-identity" ? $"<h1>{Encode(page.Name)}</h1>" : $"<h2>{list.Heading}</h2>");
            Entries(html, list.Entries);
            html.Append("</section>\n");
        }

        foreach (var table in page.Tables)
            Table(html, table, c);
        html.Append($"<section id=\"display-settings\" class=\"{c}card\"><h2>Display settings</h2>");
        Entries(html, [("Date format", page.Locale.DateLabel), ("Time zone", page.Locale.Zone), ("Decimal separator", page.Locale.DecimalSeparator), ("Thousands separator", page.Locale.ThousandsSeparator)]);
        html.Append("</section>\n</main>\n");
        return Encoding.UTF8.GetBytes(html.ToString());
    }

    // Everything that is not ASCII stays as it is: the page is UTF-8.
    private static string Encode(string text) => text.AsSpan().IndexOfAny("<>&\"'") < 0 ? text : WebUtility.HtmlEncode(text);

    private static void Entries(StringBuilder html, IReadOnlyList<(string Term, string Value)> entries)
    {
        html.Append("<dl>");
        foreach (var (term, value) in entries)
            html.Append("\n <dt>").Append(term).Append("</dt><dd>").Append(Encode(value)).Append("</dd>");
        html.Append("</dl>");
    }

    private static void Table(StringBuilder html, AuroraTable table, string c)
    {
        html.Append($"<section class=\"{c}card\"><table id=\"{table.Id}\" class=\"{c}table\"><caption>{table.Caption}</caption>\n<thead><tr>");
        foreach (var column in table.Columns)
            html.Append("<th scope=\"col\">").Append(column).Append("</th>");
        html.Append("</tr></thead>\n<tbody>\n");
        if (table.Rows.Count == 0)
            html.Append($"<tr><td colspan=\"{table.Columns.Count}\" class=\"{c}empty\">{table.EmptyText}</td></tr>\n");
        foreach (var row in table.Rows)
        {
            html.Append($"<tr class=\"{c}row\">");
            for (var i = 0; i < row.Length; i++)
            {
                html.Append($"<td class=\"{c}cell\">");
                if (i == 0 && table.LinkPrefix is not null)
                    html.Append($"<a href=\"{table.LinkPrefix}{row[0]}\">{row[0]}</a>");
                else
                    html.Append(Encode(row[i]));
                html.Append("</td>");
            }

            html.Append("</tr>\n");
        }

        html.Append("</tbody></table></section>\n");
    }
}
