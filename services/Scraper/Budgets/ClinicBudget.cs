using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace VectorCare.Scraper.Budgets;

/// <summary>Rate and concurrency of one clinic at one vendor, in this replica.</summary>
internal sealed class ClinicBudget(VendorOptions options, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _slots = new(options.Concurrency);
    private readonly TokenBucket _bucket = new(options.RequestsPerSecond, options.Burst, time);

    /// <summary>Waits for a request's turn.</summary>
    /// <param name="deadline">A turn later than this is not waited for.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether the request may go out; then <see cref="Leave"/> must follow.</returns>
    public async ValueTask<bool> EnterAsync(DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        var wait = _bucket.Reserve();
        if (wait > TimeSpan.Zero)
        {
            if (time.GetUtcNow() + wait > deadline)
            {
                _bucket.Return();
                return false;
            }

            await Task.Delay(wait, time, cancellationToken);
        }

        await _slots.WaitAsync(cancellationToken);
        return true;
    }

    /// <summary>The request is over.</summary>
    public void Leave() => _slots.Release();

    /// <summary>The vendor asked for a pause.</summary>
    public void PauseUntil(DateTimeOffset until) => _bucket.PauseUntil(until);

    /// <inheritdoc />
    public void Dispose() => _slots.Dispose();
}

/// <summary>The budgets of every clinic at every vendor.</summary>
internal sealed class ClinicBudgets(IOptions<ScraperOptions> options, TimeProvider time)
{
    private static readonly VendorOptions Defaults = new();
    private readonly ConcurrentDictionary<(string Vendor, string Clinic), ClinicBudget> _budgets = new();
    private readonly ConcurrentDictionary<string, TokenBucket> _admissions = new();

    /// <summary>The budget of a clinic at a vendor.</summary>
    public ClinicBudget Of(string vendor, string clinic) => _budgets.GetOrAdd((vendor, clinic), static (key, self) => self.Create(key.Vendor), this);

    /// <summary>Whether one more new patient of a vendor may have its first poll now.</summary>
    public bool AdmitNewPatient(string vendor) =>
        _admissions.GetOrAdd(vendor, _ => new TokenBucket(options.Value.NewPatientsPerSecond, Math.Max(1, options.Value.NewPatientsPerSecond), time)).TryTake();

    private ClinicBudget Create(string vendor) => new(options.Value.Vendors.TryGetValue(vendor, out var own) ? own : Defaults, time);
}
