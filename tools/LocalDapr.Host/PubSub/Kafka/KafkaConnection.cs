using Confluent.Kafka;
using LocalDapr.Resources;

namespace LocalDapr.PubSub.Kafka;

/// <summary>How to reach the brokers: addresses and authentication.</summary>
internal static class KafkaConnection
{
    /// <summary>Fills a client's configuration.</summary>
    /// <typeparam name="T">Kind of client.</typeparam>
    /// <param name="config">The configuration.</param>
    /// <param name="component">The component.</param>
    /// <returns>The same configuration.</returns>
    /// <exception cref="NotSupportedException">The authentication is not known here.</exception>
    public static T Apply<T>(T config, ComponentSpec component)
        where T : ClientConfig
    {
        config.BootstrapServers = component["brokers"];
        config.ClientId = component["clientID"] is { Length: > 0 } id ? id : "dapr";
        config.AllowAutoCreateTopics = true;
        config.TopicMetadataRefreshIntervalMs = 5000;
        config.SocketNagleDisable = true;
        config.LogConnectionClose = false;
        Authenticate(config, component);
        return config;
    }

    private static void Authenticate(ClientConfig config, ComponentSpec component)
    {
        var noTls = "true".Equals(component["disableTls"], StringComparison.OrdinalIgnoreCase);
        switch (AuthType(component))
        {
            case "none":
                config.SecurityProtocol = SecurityProtocol.Plaintext;
                return;
            case "password":
                config.SecurityProtocol = noTls ? SecurityProtocol.SaslPlaintext : SecurityProtocol.SaslSsl;
                config.SaslUsername = component["saslUsername"];
                config.SaslPassword = component["saslPassword"];
                config.SaslMechanism = component["saslMechanism"]?.ToUpperInvariant() switch
                {
                    "SHA-256" => SaslMechanism.ScramSha256,
                    "SHA-512" => SaslMechanism.ScramSha512,
                    _ => SaslMechanism.Plain,
                };
                break;
            case "mtls":
                config.SecurityProtocol = SecurityProtocol.Ssl;
                config.SslCertificatePem = component["clientCert"];
                config.SslKeyPem = component["clientKey"];
                break;
            case "certificate":
                config.SecurityProtocol = SecurityProtocol.Ssl;
                break;
            case var other:
                throw new NotSupportedException($"{component.Source}: authType {other} of component {component.Name} is not supported; known are none, password, mtls, certificate.");
        }

        if (component["caCert"] is { Length: > 0 } ca)
            config.SslCaPem = ca;
        if ("true".Equals(component["skipVerify"], StringComparison.OrdinalIgnoreCase))
            config.EnableSslCertificateVerification = false;
    }

    private static string AuthType(ComponentSpec component)
    {
        if (component["authType"] is { Length: > 0 } type)
            return type.ToLowerInvariant();
        if (!"true".Equals(component["authRequired"], StringComparison.OrdinalIgnoreCase))
            return "none";
        return component["saslPassword"] is { Length: > 0 } ? "password" : "mtls";
    }
}
