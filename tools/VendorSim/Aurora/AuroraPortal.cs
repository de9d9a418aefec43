using VendorSim.Faults;
using VendorSim.Population;

namespace VendorSim.Aurora;

/// <summary>The HTML portal's routes.</summary>
internal sealed class AuroraPortal(SimPopulation population, AuroraSessions sessions, FaultBoard faults, VendorSimOptions options, TimeProvider time)
{
    public const string SessionCookie = "AURORASESSION";
    public const string PreSessionCookie = "AURORAPRE";
    private const int CachedUpTo = 30_000;

    public static void Map(IEndpointRouteBuilder app)
    {
        var portal = app.ServiceProvider.GetRequiredService<AuroraPortal>();
        app.MapGet("/aurora/login", (HttpContext context) => portal.LoginPageAsync(context, null));
        app.MapPost("/aurora/login", portal.LoginAsync).DisableAntiforgery();
        app.MapPost("/aurora/logout", portal.Logout);
        app.MapGet("/aurora/home", portal.HomeAsync);
        app.MapGet("/aurora/patients/{portalRef}", (HttpContext context, string portalRef) => portal.PatientAsync(context, portalRef, null));
        app.MapGet("/aurora/patients/{portalRef}/transmissions/{id}", portal.PatientAsync);
    }

    private Task LoginPageAsync(HttpContext context, string? error)
    {
        var pre = sessions.NewPreSession();
        context.Response.Cookies.Append(PreSessionCookie, pre, new CookieOptions { Path = "/aurora", HttpOnly = true, SameSite = SameSiteMode.Lax });
        return AuroraSmallPages.WriteAsync(context, StatusCodes.Status200OK, AuroraSmallPages.Login(sessions.TokenFor(pre), error));
    }

    private async Task LoginAsync(HttpContext context)
    {
        var form = context.Request.HasFormContentType ? await context.Request.ReadFormAsync(context.RequestAborted) : FormCollection.Empty;
        var result = sessions.Login(context.Request.Cookies[PreSessionCookie], form["csrf_token"], form["username"].ToString(), form["password"].ToString(), out var session, out var lockedSeconds);
        switch (result)
        {
            case AuroraLogin.SignedIn:
                context.Response.Cookies.Append(SessionCookie, session!, new CookieOptions { Path = "/aurora", HttpOnly = true, SameSite = SameSiteMode.Lax });
                if (context.Request.Headers.XRequestedWith == "XMLHttpRequest")
                    context.Response.StatusCode = StatusCodes.Status204NoContent;
                else
                    context.Response.Redirect("/aurora/home");
                break;
            case AuroraLogin.BadToken:
                await AuroraSmallPages.WriteAsync(context, StatusCodes.Status403Forbidden, AuroraSmallPages.Message("forbidden", "Form expired", "Please reload the page and try again."));
                break;
            case AuroraLogin.Locked:
                context.Response.Headers.RetryAfter = lockedSeconds.ToString();
                await AuroraSmallPages.WriteAsync(context, StatusCodes.Status423Locked, AuroraSmallPages.Message("locked", "Account locked", "Too many failed logins. Please try again later."));
                break;
            default:
                await LoginPageAsync(context, "User name or password is wrong.");
                break;
        }
    }

    private void Logout(HttpContext context)
    {
        sessions.Close(context.Request.Cookies[SessionCookie]);
        context.Response.Cookies.Delete(SessionCookie, new CookieOptions { Path = "/aurora" });
        context.Response.Redirect("/aurora/login");
    }

    private Task HomeAsync(HttpContext context)
    {
        if (sessions.Find(context.Request.Cookies[SessionCookie]) is null)
            return RedirectToLogin(context);
        return AuroraSmallPages.WriteAsync(context, StatusCodes.Status200OK, AuroraSmallPages.Message("home", "Worklist", "Choose a patient."));
    }

    private static Task RedirectToLogin(HttpContext context)
    {
        context.Response.Redirect($"/aurora/login?next={Uri.EscapeDataString(context.Request.Path)}");
        return Task.CompletedTask;
    }

    private Task PatientAsync(HttpContext context, string portalRef, string? id)
    {
        var session = sessions.Find(context.Request.Cookies[SessionCookie]);
        if (session is null)
            return RedirectToLogin(context);
        var markup = faults.Active(Vendor.Aurora, session.Clinic).Select(fault => fault.Markup).LastOrDefault(name => name is not null);
        if (markup == AuroraMarkup.LoginPage)
            return LoginPageAsync(context, null);
        if (markup == AuroraMarkup.ErrorPage)
            return AuroraSmallPages.WriteAsync(context, StatusCodes.Status200OK, AuroraSmallPages.Message("error", "Something went wrong", "We could not load this patient. Error 5417."));
        var timeline = population.Find(Vendor.Aurora, portalRef);
        if (timeline is null || timeline.Patient.ClinicName != session.Clinic)
            return NotFound(context);
        if (markup == AuroraMarkup.WrongPatient)
            timeline = population.Neighbour(timeline.Patient) ?? timeline;
        var now = time.GetUtcNow();
        var view = timeline.At(now);
        var report = id is null || markup == AuroraMarkup.WrongPatient ? view.Newest : Array.Find(view.Reports, r => r.IdFor(timeline.Patient) == id);
        if (report is null)
            return NotFound(context);
        if (options.LastModified && markup is null && id is null && PageValidators.IsKnown(context, null, view.Newest.AppearsAt))
            return Task.CompletedTask;
        var body = report == view.Newest && (markup is null or AuroraMarkup.Original or AuroraMarkup.HalfPage or AuroraMarkup.WrongPatient)
            ? Newest(timeline.Patient, view)
            : Render(timeline.Patient, view, report, markup);
        return AuroraChrome.WriteAsync(context, timeline.Patient.Clinic, body, session, now, markup == AuroraMarkup.HalfPage ? 0.5 : 1);
    }

    private byte[] Newest(SimPatient patient, PatientView view)
    {
        if (view.Rendered is byte[] cached)
            return cached;
        var body = Render(patient, view, view.Newest, null);
        if (population.Timelines.Length <= CachedUpTo)
            view.Rendered = body;
        return body;
    }

    private static byte[] Render(SimPatient patient, PatientView view, Report report, string? markup) =>
        AuroraHtml.Body(AuroraMarkup.Apply(markup, AuroraPageBuilder.Build(patient, view, report)));

    private static Task NotFound(HttpContext context) =>
        AuroraSmallPages.WriteAsync(context, StatusCodes.Status404NotFound, AuroraSmallPages.Message("not-found", "Not found", "There is no such patient or transmission in your clinic."));
}
