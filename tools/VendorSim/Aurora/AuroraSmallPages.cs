namespace VendorSim.Aurora;

/// <summary>Pages without a patient.</summary>
internal static class AuroraSmallPages
{
    private const string Head = "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>Aurora RemoteView</title></head>\n<body class=\"au-app\">\n";
    private const string Tail = "</main>\n</body>\n</html>\n";

    public static string Login(string token, string? error) =>
        $"{Head}<main id=\"login\"><h1>Sign in</h1>\n{(error is null ? "" : $"<p class=\"au-login-error\">{error}</p>\n")}<form id=\"login-form\" method=\"post\" action=\"/aurora/login\">\n<input type=\"hidden\" name=\"csrf_token\" value=\"{token}\">\n<label>User name <input type=\"text\" name=\"username\" autocomplete=\"username\"></label>\n<label>Password <input type=\"password\" name=\"password\" autocomplete=\"current-password\"></label>\n<button type=\"submit\">Sign in</button>\n</form>\n{Tail}";

    public static string Message(string id, string heading, string text) => $"{Head}<main id=\"{id}\"><h1>{heading}</h1>\n<p>{text}</p>\n{Tail}";

    public static Task WriteAsync(HttpContext context, int status, string html)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync(html, context.RequestAborted);
    }
}
