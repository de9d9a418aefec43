namespace VectorCare.Scheduler.Regions;

/// <summary>What a region makes of a lease that it has read. Pure: the store's first-write decides between regions that decide at the same time.</summary>
internal static class LeaseRules
{
    /// <summary>The lease to write, or null when there is nothing to write.</summary>
    public static Lease? Next(Lease? found, string home, RegionOptions region, DateTimeOffset now)
    {
        if (found is null)
            return home == region.Own ? new Lease(home, home, 1, DateTimeOffset.UnixEpoch, now + region.Ttl) : null;
        if (found.Owner == region.Own)
            return Renew(found, region, now);
        return MayTake(found, region, now) ? found.PassTo(region.Own, now + region.Ttl) : null;
    }

    private static Lease Renew(Lease found, RegionOptions region, DateTimeOffset now)
    {
        if (found.Next is { } next && next != region.Own)
            return found.PassTo(next, Later(found.Until, now) + region.Ttl);
        return found with { Until = Later(found.Until, now + region.Ttl), Next = null };
    }

    private static bool MayTake(Lease found, RegionOptions region, DateTimeOffset now)
    {
        if (found.Next == region.Own)
            return now >= found.Until + region.TakeAfter;
        // Whom an operator named goes first.
        var first = found.Next is null ? TimeSpan.Zero : region.Ttl;
        return !found.Held && now >= found.Until + region.TakeAfter + first;
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
