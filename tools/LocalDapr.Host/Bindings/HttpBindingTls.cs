using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using LocalDapr.Resources;

namespace LocalDapr.Bindings;

/// <summary>TLS settings of <c>bindings.http</c>; each field holds PEM text or the path of a PEM file.</summary>
internal static class HttpBindingTls
{
    /// <summary>The settings.</summary>
    /// <param name="spec">The component.</param>
    /// <returns>Options of the connection.</returns>
    public static SslClientAuthenticationOptions Options(ComponentSpec spec)
    {
        var options = new SslClientAuthenticationOptions();
        if (Pem(spec["MTLSClientCert"]) is { } certificate && Pem(spec["MTLSClientKey"]) is { } key)
            options.ClientCertificates = [X509Certificate2.CreateFromPem(certificate, key)];
        if (Pem(spec["MTLSRootCA"]) is { } root)
        {
            var roots = new X509Certificate2Collection();
            roots.ImportFromPem(root);
            options.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(roots);
        }

        return options;
    }

    private static string? Pem(string? value) =>
        string.IsNullOrEmpty(value) ? null : value.Contains("-----BEGIN", StringComparison.Ordinal) ? value : File.ReadAllText(value);
}
