using System.Buffers;
using System.Text;
using System.Text.Json;
using VendorSim.Credentials;
using VendorSim.Population;

namespace VendorSim.Cygnus;

/// <summary>The inbox of HL7 messages.</summary>
internal sealed class CygnusInbox(SimPopulation population, Hl7Stories stories, CredentialStore credentials, VendorSimOptions options, TimeProvider time)
{
    private const int CachedUpTo = 30_000;

    public static void Map(IEndpointRouteBuilder app)
    {
        var inbox = app.ServiceProvider.GetRequiredService<CygnusInbox>();
        app.MapGet("/cygnus/inbox/{portalRef}", inbox.IndexAsync);
        app.MapGet("/cygnus/inbox/{portalRef}/{id}", inbox.MessageAsync);
    }

    private sealed record Rendered(byte[] Index, string ETag, DateTimeOffset? Newest);

    private async Task IndexAsync(HttpContext context, string portalRef)
    {
        if (await ClinicAsync(context) is not { } clinic)
            return;
        var now = time.GetUtcNow();
        Rendered? index = null;
        if (stories.Find(portalRef) is { } story && story.Clinic == clinic)
            index = Render(story.Messages.Where(m => m.AppearsAt <= now).Select(m => (m.Id, m.AppearsAt, ETag(portalRef, m.Id))), portalRef);
        else if (population.Find(Vendor.Cygnus, portalRef) is { } timeline && timeline.Patient.ClinicName == clinic)
            index = Index(timeline, timeline.At(now));
        if (index is null)
        {
            await NotFoundAsync(context, "unknown inbox");
            return;
        }

        context.Response.Headers["X-Cygnus-Inbox"] = portalRef;
        await SendAsync(context, index.Index, index.ETag, index.Newest, "application/json; charset=utf-8");
    }

    private async Task MessageAsync(HttpContext context, string portalRef, string id)
    {
        if (await ClinicAsync(context) is not { } clinic)
            return;
        var now = time.GetUtcNow();
        byte[]? message = null;
        if (stories.Find(portalRef) is { } story && story.Clinic == clinic)
            message = Array.Find(story.Messages, m => m.Id == id && m.AppearsAt <= now)?.Bytes;
        else if (population.Find(Vendor.Cygnus, portalRef) is { } timeline && timeline.Patient.ClinicName == clinic
            && Array.Find(timeline.At(now).Reports, r => r.IdFor(timeline.Patient) == id) is { } report)
            message = Hl7Writer.Write(timeline.Patient, report);
        if (message is null)
        {
            await NotFoundAsync(context, "unknown message");
            return;
        }

        context.Response.Headers["X-Cygnus-Inbox"] = portalRef;
        await SendAsync(context, message, ETag(portalRef, id), null, "text/x-hl7; charset=utf-8");
    }

    private async Task<string?> ClinicAsync(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        if (header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
        {
            var buffer = new byte[header.Length];
            if (Convert.TryFromBase64String(header["Basic ".Length..].Trim(), buffer, out var length)
                && Encoding.UTF8.GetString(buffer, 0, length).Split(':', 2) is [var user, var password]
                && credentials.ClinicOfUser(Vendor.Cygnus, user) is { } clinic
                && credentials.Secret(Vendor.Cygnus, clinic) == password)
                return clinic;
        }

        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        context.Response.Headers.WWWAuthenticate = "Basic realm=\"Cygnus\"";
        context.Response.ContentType = "application/json; charset=utf-8";
        await context.Response.WriteAsync("""{"error":"unauthorized"}""", context.RequestAborted);
        return null;
    }

    private Rendered Index(Timeline timeline, PatientView view)
    {
        if (view.Rendered is Rendered cached)
            return cached;
        var rendered = Of(timeline.Patient, view.Reports);
        if (population.Timelines.Length <= CachedUpTo)
            view.Rendered = rendered;
        return rendered;
    }

    /// <summary>The index of a patient's inbox, without a server.</summary>
    public static byte[] Print(SimPatient patient, IEnumerable<Report> reports) =>
        Of(patient, reports).Index;

    private static Rendered Of(SimPatient patient, IEnumerable<Report> reports) =>
        Render(reports.Select(r => (r.IdFor(patient), r.AppearsAt, ETag(patient.PortalRef, r.IdFor(patient)))), patient.PortalRef);

    // A message never changes: its name is its version.
    private static string ETag(string portalRef, string id) => $"\"{Hash(portalRef, id):x16}\"";

    private static ulong Hash(params ReadOnlySpan<string> texts)
    {
        var hash = 14_695_981_039_346_656_037UL;
        foreach (var text in texts)
        {
            foreach (var c in text)
                hash = (hash ^ c) * 1_099_511_628_211UL;
            hash = Draw.Mix(hash);
        }

        return hash;
    }

    private static Rendered Render(IEnumerable<(string Id, DateTimeOffset Time, string ETag)> messages, string portalRef)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartArray();
        var hash = Hash(portalRef);
        DateTimeOffset? newest = null;
        foreach (var (id, at, etag) in messages)
        {
            json.WriteStartObject();
            json.WriteString("id", id);
            json.WriteString("time", at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ"));
            json.WriteString("etag", etag);
            json.WriteEndObject();
            hash = Draw.Mix(hash ^ Hash(id));
            newest = newest > at ? newest : at;
        }

        json.WriteEndArray();
        json.Flush();
        return new Rendered(buffer.WrittenSpan.ToArray(), $"\"{hash:x16}\"", newest);
    }

    private Task SendAsync(HttpContext context, byte[] body, string etag, DateTimeOffset? modified, string type)
    {
        if (PageValidators.IsKnown(context, options.LastModified ? null : etag, options.LastModified ? modified : null))
            return Task.CompletedTask;
        context.Response.ContentType = type;
        context.Response.ContentLength = body.Length;
        return context.Response.BodyWriter.WriteAsync(body, context.RequestAborted).AsTask();
    }

    private static Task NotFoundAsync(HttpContext context, string error)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        context.Response.ContentType = "application/json; charset=utf-8";
        return context.Response.WriteAsync($"{{\"error\":\"{error}\"}}", context.RequestAborted);
    }
}
