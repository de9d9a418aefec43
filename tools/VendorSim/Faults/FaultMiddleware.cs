using System.Collections.Concurrent;
using VendorSim.Borealis;
using VendorSim.Population;
using VendorSim.Statistics;

namespace VendorSim.Faults;

/// <summary>Counts requests and lets the active faults act before a portal sees them.</summary>
internal sealed class FaultMiddleware(RequestDelegate next, FaultBoard board, PatientDirectory patients, RequestStatistics statistics, TimeProvider time)
{
    private readonly ConcurrentDictionary<(double Rate, Vendor Vendor, string? Clinic), TokenBucket> _buckets = new();
    private ulong _requests;

    public async Task InvokeAsync(HttpContext context)
    {
        if (!PortalPath.TryParse(context.Request.Path.Value ?? "", out var path))
        {
            await next(context);
            return;
        }

        try
        {
            if (!await InterfereAsync(context, path))
                await next(context);
        }
        finally
        {
            statistics.Count(path, context.RequestAborted.IsCancellationRequested ? 0 : context.Response.StatusCode, context.Response.ContentLength ?? 0);
        }
    }

    private async Task<bool> InterfereAsync(HttpContext context, PortalPath path)
    {
        var clinic = path.PortalRef is null ? null : patients.ClinicOf(path.Vendor, path.PortalRef);
        foreach (var fault in board.Active(path.Vendor, clinic, path.PortalRef))
        {
            if (fault.LatencyMs is { } latency)
                await Task.Delay(TimeSpan.FromMilliseconds(latency), time, context.RequestAborted);
            if (fault.Abort)
            {
                context.Abort();
                return true;
            }

            if (fault.Outage)
                return await FailAsync(context, path.Vendor, StatusCodes.Status503ServiceUnavailable, null);
            var draw = Draw.For(Interlocked.Increment(ref _requests), 99);
            if (fault.ErrorRate is { } share && draw.Chance(share))
                return await FailAsync(context, path.Vendor, fault.Status ?? StatusCodes.Status500InternalServerError, null);
            if (fault.RateLimit is { } rate
                && !_buckets.GetOrAdd((rate, path.Vendor, clinic), static key => new TokenBucket(key.Rate, Math.Max(1, key.Rate))).TryTake(time.GetUtcNow(), out _, out var retryAfter))
                return await FailAsync(context, path.Vendor, StatusCodes.Status429TooManyRequests, retryAfter);
        }

        return false;
    }

    private static async Task<bool> FailAsync(HttpContext context, Vendor vendor, int status, int? retryAfter)
    {
        if (retryAfter is not null)
            context.Response.Headers.RetryAfter = retryAfter.Value.ToString();
        if (vendor == Vendor.Borealis)
        {
            await BorealisProblems.WriteAsync(context, status, "The service has a problem.");
        }
        else
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = "text/html; charset=utf-8";
            await context.Response.WriteAsync($"<!DOCTYPE html><html><head><title>{status}</title></head><body><h1>Service problem</h1><p>Please try again later.</p></body></html>");
        }

        return true;
    }
}
