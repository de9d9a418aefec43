namespace LocalDapr.Resources;

/// <summary>Component types that Dapr has and LocalDapr refuses by name.</summary>
internal static class DaprOnlyComponents
{
    private static readonly (string Kind, string Names)[] ByKind =
    [
        ("state", """
            aerospike alicloud.tablestore aws.dynamodb azure.blobstorage azure.cosmosdb azure.tablestorage cassandra
            clickhouse cloudflare.workerskv cockroachdb coherence couchbase etcd gcp.firestore hashicorp.consul hazelcast
            jetstream memcached mongodb mysql oci.objectstorage oracledatabase ravendb rethinkdb sqlserver zookeeper
            """),
        ("pubsub", """
            aws.snssqs azure.eventhubs azure.servicebus azure.servicebus.queues azure.servicebus.topics gcp.pubsub
            jetstream kubemq mqtt mqtt3 pulsar rabbitmq redis rocketmq solace.amqp
            """),
        ("bindings", """
            alicloud.dingtalk.webhook alicloud.oss alicloud.sls alicloud.tablestore apns aws.dynamodb aws.kinesis aws.s3
            aws.ses aws.sns aws.sqs azure.blobstorage azure.cosmosdb azure.cosmosdb.gremlinapi azure.eventgrid
            azure.eventhubs azure.openai azure.servicebusqueues azure.signalr azure.storagequeues cloudflare.queues
            commercetools dubbo etcd gcp.bucket gcp.pubsub graphql huawei.obs influx kitex kubemq kubernetes mqtt mqtt3 mysql
            nacos postmark rabbitmq redis rethinkdb.statechange rocketmq sftp twilio.sendgrid twilio.sms wasm
            zeebe.command zeebe.jobworker
            """),
        ("secretstores", """
            akeyless alicloud.parameterstore aws.parameterstore aws.secretmanager aws.secretsmanager azure.keyvault gcp.secretmanager
            hashicorp.vault huaweicloud.csms kubernetes tencentcloud.ssm
            """),
        ("configuration", "azure.appconfig kubernetes"),
        ("lock", "redis"),
        ("crypto", "azure.keyvault dapr.jwks dapr.kubernetes.secrets dapr.localstorage jwks kubernetes.secrets localstorage"),
        ("conversation", "anthropic aws.bedrock deepseek echo googleai huggingface mistral ollama openai"),
        ("nameresolution", "aws.cloudmap consul dns kubernetes mdns nameformat sqlite"),
        ("middleware", """
            http.bearer http.oauth2 http.oauth2clientcredentials http.opa http.ratelimit http.routeralias
            http.routerchecker http.sentinel http.uppercase http.wasm
            """),
    ];

    /// <summary>Their full names.</summary>
    public static IReadOnlySet<string> Types { get; } = ByKind
        .SelectMany(kind => kind.Names.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(name => $"{kind.Kind}.{name}"))
        .ToHashSet(StringComparer.Ordinal);
}
