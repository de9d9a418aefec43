namespace VectorCare.Contracts;

/// <summary>Names of Dapr components and endpoints; the same in every component set, where only types and metadata differ.</summary>
public static class ComponentNames
{
    /// <summary>Pub/sub of all topics but the dead letters.</summary>
    public const string PubSub = "pubsub";

    /// <summary>Pub/sub of the dead-letter topics: a component of its own, so that an inbound breaker of <see cref="PubSub"/> cannot close it.</summary>
    public const string DeadLetterPubSub = "pubsub-deadletter";

    /// <summary>State: one document per slot and the index of slot versions; written by the registry, read by the scheduler (<c>keyPrefix: none</c>).</summary>
    public const string SlotStore = "slotstore";

    /// <summary>State: claims and done-marks of the scheduler, with TTL.</summary>
    public const string ClaimStore = "claimstore";

    /// <summary>State: which region polls whose patients; one place for all regions, outside each of them.</summary>
    public const string LeaseStore = "leasestore";

    /// <summary>State: one document per patient with fingerprint, watermark and miss counters, owned by the scraper.</summary>
    public const string PollStore = "pollstore";

    /// <summary>State: portal sessions per clinic and vendor, shared by scraper replicas, with TTL.</summary>
    public const string SessionStore = "sessionstore";

    /// <summary>State: episodes and baselines per patient, owned by alerting; transactional, actor state store.</summary>
    public const string EpisodeStore = "episodestore";

    /// <summary>Secrets: vendor credentials per clinic and vendor, signing keys.</summary>
    public const string Secrets = "secretstore";

    /// <summary>Output binding: mail (<c>bindings.smtp</c>).</summary>
    public const string Mail = "mail";

    /// <summary>Output binding: webhook (<c>bindings.http</c>).</summary>
    public const string Webhook = "webhook";

    /// <summary>Output binding: text messages (<c>bindings.twilio.sms</c>; files where there is none).</summary>
    public const string Sms = "sms";

    /// <summary>Output binding: FHIR R4 endpoint of record systems (<c>bindings.http</c>).</summary>
    public const string Fhir = "fhir";

    /// <summary>HTTPEndpoint and resiliency target of a vendor.</summary>
    /// <param name="vendor">Vendor id, for example <c>aurora</c>.</param>
    /// <returns>The name of the endpoint, for example <c>vendor-aurora</c>.</returns>
    public static string VendorEndpoint(string vendor) => "vendor-" + vendor;
}
