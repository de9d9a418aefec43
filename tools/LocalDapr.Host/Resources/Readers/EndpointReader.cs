namespace LocalDapr.Resources;

/// <summary>Reads HTTPEndpoint documents.</summary>
internal static class EndpointReader
{
    /// <summary>Reads one.</summary>
    /// <param name="document">The document.</param>
    /// <param name="secrets">Resolves secret references.</param>
    /// <param name="findings">Where to report.</param>
    /// <returns>The endpoint, or null after a finding.</returns>
    public static HttpEndpointSpec? Read(ResourceDocument document, SecretResolver secrets, Findings findings)
    {
        if (document.Spec is not { } spec)
            return null;
        spec.Only("baseUrl", "headers", "clientTLS");
        var text = spec.Required("baseUrl");
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            if (text.Length > 0)
                findings.Error(spec.PlaceOf("baseUrl"), $"baseUrl '{text}' of {document.What} is not an http or https address.");
            return null;
        }

        var headers = new List<KeyValuePair<string, string>>();
        foreach (var header in spec.Maps("headers", $"a header of {document.What}"))
        {
            header.Only("name", "value", "secretKeyRef", "envRef");
            var name = header.Required("name");
            header.What = $"header '{name}' of {document.What}";
            headers.Add(KeyValuePair.Create(name, secrets.Value(header, document.SecretStore)));
        }

        return new HttpEndpointSpec(document.Name, url, headers, Tls(spec, document, secrets), document.Map.Place.ToString());
    }

    private static EndpointTlsSpec? Tls(YamlMap spec, ResourceDocument document, SecretResolver secrets)
    {
        if (spec.Map("clientTLS", $"clientTLS of {document.What}") is not { } tls)
            return null;
        tls.Only("rootCA", "certificate", "privateKey", "renegotiation");
        tls.WithoutEffect("renegotiation");
        return new EndpointTlsSpec(Pem("rootCA"), Pem("certificate"), Pem("privateKey"));

        string? Pem(string key)
        {
            if (tls.Map(key, $"clientTLS.{key} of {document.What}") is not { } item)
                return null;
            item.Only("value", "secretKeyRef", "envRef");
            return secrets.Value(item, document.SecretStore);
        }
    }
}
