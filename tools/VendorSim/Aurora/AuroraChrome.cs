using System.Buffers;
using System.Text;
using VendorSim.Population;

namespace VendorSim.Aurora;

/// <summary>Everything around the patient's part: shared by all pages, as UTF-8, with the volatile parts written in between.</summary>
internal static class AuroraChrome
{
    private static readonly byte[] Style = Utf8("\">\n<title>Aurora RemoteView</title>\n<style>\n" + Css() + "</style>\n</head>\n<body class=\"au-app\" data-session-hint=\"");
    private static readonly byte[] Top = Utf8("\">\n<header class=\"au-top\"><a class=\"au-brand\" href=\"/aurora/home\">Aurora RemoteView</a>" + Navigation() + "<span class=\"au-clock\" id=\"server-time\">");
    private static readonly byte[] Banner = Utf8("</span></header>\n<aside id=\"banner\" class=\"au-banner\">");
    private static readonly byte[] BannerEnd = Utf8("</aside>\n");
    private static readonly byte[] Foot = Utf8(Help() + "<footer class=\"au-foot\"><p>Signed in until <span id=\"session-expires\">");
    private static readonly byte[] Logout = Utf8("</span></p>\n<form id=\"logout-form\" method=\"post\" action=\"/aurora/logout\"><input type=\"hidden\" name=\"csrf_token\" value=\"");
    private static readonly byte[] Script = Utf8("\"><button type=\"submit\">Sign out</button></form></footer>\n<script nonce=\"");
    private static readonly byte[] End = Utf8("\">\n" + Code() + "</script>\n</body>\n</html>\n");
    private static readonly byte[][] Heads =
    [
        .. Enumerable.Range(0, 4).Select(i => Utf8($"<!DOCTYPE html>\n<html lang=\"{AuroraLocale.OfClinic(i).Lang}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"csrf-token\" content=\"")),
    ];

    private static readonly byte[][] Banners =
    [
        Utf8("Planned maintenance on Sunday from 02:00 to 02:30."),
        Utf8("New: the worklist can be sorted by clinic. <a href=\"/aurora/help#worklist\">Read more</a>"),
        Utf8("Training webinar next Thursday. <a href=\"/aurora/help#training\">Sign up</a>"),
        Utf8("Your feedback matters: <a href=\"/aurora/help#survey\">two questions</a>"),
    ];

    private static ulong _pages;

    /// <summary>Sends a page: the shared parts, fresh volatile parts and the patient's part, cut after <paramref name="share"/> of it.</summary>
    public static async Task WriteAsync(HttpContext context, int clinic, byte[] body, AuroraSession session, DateTimeOffset now, double share = 1)
    {
        var draw = Draw.For(Interlocked.Increment(ref _pages), (ulong)now.Ticks);
        var locale = AuroraLocale.OfClinic(clinic);
        var token = Utf8($"{draw.Next():x16}{draw.Next():x16}");
        byte[][] parts =
        [
            Heads[clinic % 4], token, Style, Utf8($"{draw.Next():x16}"), Top, Utf8(locale.Time(now)), Banner, draw.Pick(Banners), BannerEnd,
            body, Foot, Utf8(locale.Time(session.Expires)), Logout, token, Script, Utf8($"{draw.Next():x16}"), End,
        ];
        var left = 0;
        foreach (var part in parts)
            left += part.Length;
        left = (int)(left * share);
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentLength = left;
        foreach (var part in parts)
        {
            var length = Math.Min(left, part.Length);
            context.Response.BodyWriter.Write(part.AsSpan(0, length));
            left -= length;
        }

        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static string Css()
    {
        var css = new StringBuilder();
        foreach (var name in (string[])["app", "top", "brand", "clock", "banner", "main", "card", "table", "row", "cell", "empty", "foot", "help", "nav", "login-error"])
            css.Append($".au-{name}{{margin:0;padding:.4rem .6rem;border:0;font:400 .95rem/1.4 system-ui,sans-serif;color:#1c2b33;background:#fff}}\n.au-{name}:focus-within{{outline:2px solid #0b6e99;outline-offset:2px}}\n");
        return css.ToString();
    }

    private static string Navigation()
    {
        var links = new StringBuilder("<nav class=\"au-nav\"><ul>");
        foreach (var name in (string[])["Worklist", "Patients", "Schedule", "Reports", "Devices", "Team", "Help"])
            links.Append($"<li><a href=\"/aurora/{name.ToLowerInvariant()}\" title=\"{name}\">{name}</a></li>");
        return links.Append("</ul></nav>").ToString();
    }

    private static string Help()
    {
        var help = new StringBuilder("<aside id=\"help\" class=\"au-help\"><h2>About this page</h2>\n");
        foreach (var (term, text) in (ReadOnlySpan<(string, string)>)
        [
            ("Battery status", "The status is reported by the device. BOS is the beginning of service, MOS the middle, RRT the recommended replacement time and EOS the end of service. The voltage is measured at night and may vary with temperature and load."),
            ("Leads", "Impedance, threshold and sensing are measured by the device itself at the time given. A dash means that the device could not complete the measurement. Compare with earlier transmissions before you draw conclusions from one value."),
            ("Episodes", "The device stores episodes in its memory and sends those that are new since the session before. Times are those of the device. Rates are averages at the time of detection."),
            ("Therapies", "Counters since the last session start again with each session, totals count from the implantation. Disabled therapies are shown as Off."),
            ("Statistics", "Percentages relate to the time since the last session. The fluid index rises when thoracic impedance stays below its reference for several days."),
            ("Transmissions", "Received is the time at which the transmission arrived at this portal. It may be later than the session, for example when the monitor had no connection."),
            ("Alerts", "Alerts shown here are those that the device raised with its own settings. Change them in the clinic's profile, never in this view."),
        ])
            help.Append($"<h3>{term}</h3><p>{text}</p>\n");
        return help.Append("</aside>\n").ToString();
    }

    private static string Code()
    {
        var code = new StringBuilder("(function(){'use strict';\nvar views={};\n");
        for (var i = 0; i < 24; i++)
            code.Append($"views['panel{i}']=function(root){{var node=root.querySelector('[data-panel=\"{i}\"]');if(node){{node.hidden=!node.hidden;}}return node;}};\n");
        return code.Append("document.addEventListener('keydown',function(e){if(e.key==='/'){var s=document.getElementById('search');if(s){s.focus();}}});\n})();\n").ToString();
    }
}
