using System.Collections.Frozen;

namespace VendorSim.Population;

/// <summary>All generated patients and their stories.</summary>
internal sealed class SimPopulation
{
    private readonly VendorSimOptions _options;
    private readonly FrozenDictionary<string, Timeline> _byRef;
    private int _injections;

    public SimPopulation(VendorSimOptions options, TimeProvider time)
    {
        _options = options;
        var now = time.GetUtcNow();
        Start = options.Start ?? new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
        Seed = unchecked((ulong)options.Seed);
        Timelines = [.. Enumerable.Range(0, options.Patients).Select(index =>
            new Timeline(Seed, SimPatient.Create(Seed, index, options.Clinics), options.RateScale, Start))];
        _byRef = Timelines.ToFrozenDictionary(timeline => timeline.Patient.PortalRef);
    }

    /// <summary>Instant at which the event process begins.</summary>
    public DateTimeOffset Start { get; }

    public ulong Seed { get; }

    public Timeline[] Timelines { get; }

    public Timeline? Find(Vendor vendor, string portalRef) =>
        _byRef.TryGetValue(portalRef, out var timeline) && timeline.Patient.Vendor == vendor ? timeline : null;

    public Timeline? Find(string portalRef) => _byRef.GetValueOrDefault(portalRef);

    /// <summary>Another patient of the same clinic and maker, or null when there is none.</summary>
    public Timeline? Neighbour(SimPatient patient)
    {
        for (var step = 1; step < Timelines.Length; step++)
        {
            var other = Timelines[(patient.Index + step) % Timelines.Length];
            if (other.Patient.Vendor == patient.Vendor && other.Patient.Clinic == patient.Clinic)
                return other;
        }

        return null;
    }

    /// <summary>Makes something happen now.</summary>
    public PhysicalEvent Inject(Timeline timeline, EventKind kind, IReadOnlyDictionary<string, double>? values, DateTimeOffset now, TimeSpan appearsAfter)
    {
        var key = (1UL << 63) | (uint)Interlocked.Increment(ref _injections);
        var draw = Draw.For(Seed, (ulong)timeline.Patient.Index, 6, key);
        var drawn = EventValues.For(kind, timeline.Patient.Device, ref draw, values);
        var onset = drawn.TryGetValue("duration", out var seconds) ? now - TimeSpan.FromSeconds(seconds) : now;
        var happened = new PhysicalEvent(key, kind, onset, now, AppearsAt(timeline, now, now + appearsAfter), drawn);
        timeline.Inject(happened);
        return happened;
    }

    // Portals show whole seconds, and nothing may appear in a second that somebody may already have read.
    private static DateTimeOffset AppearsAt(Timeline timeline, DateTimeOffset now, DateTimeOffset wanted)
    {
        var whole = new DateTimeOffset((wanted.UtcTicks + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero);
        var newest = timeline.At(now).Newest.AppearsAt;
        return whole > newest ? whole : newest.AddSeconds(1);
    }

    /// <summary>What the population was made of.</summary>
    public VendorSimOptions Options => _options;
}
