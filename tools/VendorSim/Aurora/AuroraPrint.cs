using VendorSim.Population;

namespace VendorSim.Aurora;

/// <summary>Whole pages as bytes, without a server: as the portal would send them.</summary>
internal static class AuroraPrint
{
    /// <summary>Prints what a patient's page shows of a report.</summary>
    /// <param name="patient">The patient.</param>
    /// <param name="view">What the portal knows by now.</param>
    /// <param name="report">The report that is shown.</param>
    /// <param name="now">When it is asked for.</param>
    public static Task<byte[]> PageAsync(SimPatient patient, PatientView view, Report report, DateTimeOffset now) =>
        PageAsync(patient.Clinic, AuroraPageBuilder.Build(patient, view, report), now);

    /// <summary>Prints a page.</summary>
    public static async Task<byte[]> PageAsync(int clinic, AuroraPage page, DateTimeOffset now)
    {
        using var bytes = new MemoryStream();
        var context = new DefaultHttpContext { Response = { Body = bytes } };
        await AuroraChrome.WriteAsync(context, clinic, AuroraHtml.Body(page), new AuroraSession(VendorNames.ClinicName(clinic), now), now);
        await context.Response.BodyWriter.CompleteAsync();
        return bytes.ToArray();
    }
}
