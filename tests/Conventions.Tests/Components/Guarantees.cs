using VectorCare.Contracts;

namespace Conventions.Tests.Components;

/// <summary>What the code relies on a component for.</summary>
[Flags]
internal enum Guarantees
{
    None = 0,

    /// <summary>What was acknowledged outlives a restart.</summary>
    Durable = 1,

    /// <summary>A write with an old ETag, or a first-write of a key that is there, fails and changes nothing.</summary>
    ETag = 2,

    /// <summary>Several keys are written together or not at all.</summary>
    Transactions = 4,

    /// <summary>A key goes away after its <c>ttlInSeconds</c>.</summary>
    Ttl = 8,

    /// <summary>Many keys are read in one round trip.</summary>
    Bulk = 16,

    /// <summary>May hold actors, workflows and reminders.</summary>
    Actors = 32,

    /// <summary>Events with one key reach one reader, in order.</summary>
    OrderByKey = 64,

    /// <summary>Sender, several recipients and subject come with each request.</summary>
    MailPerRequest = 128,

    /// <summary>Path and headers come with each request, the status goes back.</summary>
    HttpPerRequest = 256,

    /// <summary>Serves <c>GetSecret</c>.</summary>
    Secrets = 512,

    /// <summary>Takes a text and a number with each request.</summary>
    TextPerRequest = 1024,

    /// <summary>A read sees the last acknowledged write, and no acknowledged write is taken back, also when a server fails.</summary>
    Linearizable = 2048,
}

/// <summary>What a component type gives, and with which metadata.</summary>
internal sealed record ComponentType(Guarantees Gives, params (string Name, string Value)[] With);

/// <summary>What each component type gives, from Dapr's documentation and source, and what each of our components must give.</summary>
internal static class GuaranteeTable
{
    private const Guarantees Sql = Guarantees.Durable | Guarantees.ETag | Guarantees.Transactions | Guarantees.Ttl | Guarantees.Bulk | Guarantees.Actors | Guarantees.Linearizable;

    public static IReadOnlyDictionary<string, ComponentType> Types { get; } = new Dictionary<string, ComponentType>
    {
        ["state.sqlite"] = new(Sql),
        ["state.postgresql"] = new(Sql),
        ["state.mysql"] = new(Sql),
        ["state.cockroachdb"] = new(Sql),
        ["state.sqlserver"] = new(Sql & ~Guarantees.Bulk),
        ["state.mongodb"] = new(Sql & ~Guarantees.Linearizable),
        ["state.in-memory"] = new(Sql & ~Guarantees.Durable),

        // A transaction on Redis applies its other writes when one ETag is stale, and a rewrite keeps an old TTL.
        ["state.redis"] = new(Guarantees.Durable | Guarantees.ETag | Guarantees.Ttl | Guarantees.Actors),
        ["state.cassandra"] = new(Guarantees.Durable | Guarantees.Ttl),
        ["state.azure.tablestorage"] = new(Guarantees.Durable | Guarantees.ETag),
        ["state.memcached"] = new(Guarantees.Ttl),

        ["pubsub.local"] = new(Guarantees.Durable | Guarantees.OrderByKey),
        ["pubsub.kafka"] = new(Guarantees.Durable | Guarantees.OrderByKey, ("initialOffset", "oldest")),
        ["pubsub.pulsar"] = new(Guarantees.Durable | Guarantees.OrderByKey, ("subscribeType", "key_shared"), ("processMode", "sync"), ("persistent", "true"), ("subscribeInitialPosition", "earliest")),
        ["pubsub.gcp.pubsub"] = new(Guarantees.Durable),
        ["pubsub.redis"] = new(Guarantees.Durable),
        ["pubsub.rabbitmq"] = new(Guarantees.Durable),
        ["pubsub.in-memory"] = new(Guarantees.None),

        ["bindings.smtp"] = new(Guarantees.MailPerRequest),
        ["bindings.aws.ses"] = new(Guarantees.MailPerRequest),
        ["bindings.twilio.sendgrid"] = new(Guarantees.None),
        ["bindings.twilio.sms"] = new(Guarantees.TextPerRequest),

        // Without a telephone a text becomes a file.
        ["bindings.localstorage"] = new(Guarantees.TextPerRequest),
        ["bindings.http"] = new(Guarantees.HttpPerRequest),

        ["secretstores.local.file"] = new(Guarantees.Secrets),
        ["secretstores.kubernetes"] = new(Guarantees.Secrets),
        ["secretstores.hashicorp.vault"] = new(Guarantees.Secrets),
    };

    public static IReadOnlyDictionary<string, Guarantees> Needs { get; } = new Dictionary<string, Guarantees>
    {
        [ComponentNames.PubSub] = Guarantees.Durable | Guarantees.OrderByKey,
        [ComponentNames.DeadLetterPubSub] = Guarantees.Durable,
        [ComponentNames.SlotStore] = Guarantees.Durable | Guarantees.ETag,
        [ComponentNames.ClaimStore] = Guarantees.ETag | Guarantees.Ttl,
        [ComponentNames.LeaseStore] = Guarantees.Durable | Guarantees.ETag | Guarantees.Linearizable,
        [ComponentNames.PollStore] = Guarantees.Durable | Guarantees.Transactions | Guarantees.Ttl | Guarantees.Bulk,
        [ComponentNames.SessionStore] = Guarantees.Ttl,
        [ComponentNames.EpisodeStore] = Guarantees.Durable | Guarantees.Transactions | Guarantees.ETag | Guarantees.Bulk | Guarantees.Actors,
        [ComponentNames.Mail] = Guarantees.MailPerRequest,
        [ComponentNames.Webhook] = Guarantees.HttpPerRequest,
        [ComponentNames.Fhir] = Guarantees.HttpPerRequest,
        [ComponentNames.Sms] = Guarantees.TextPerRequest,
        [ComponentNames.Secrets] = Guarantees.Secrets,
    };
}
