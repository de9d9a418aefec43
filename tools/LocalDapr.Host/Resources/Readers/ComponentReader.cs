using System.Globalization;
using LocalDapr.Jobs.Times;

namespace LocalDapr.Resources;

/// <summary>Reads Component documents.</summary>
internal sealed class ComponentReader(string appId, LoadOptions options, SecretResolver secrets, Findings findings)
{
    /// <summary>Reads one.</summary>
    /// <param name="document">The document.</param>
    /// <returns>The component, or null after a finding.</returns>
    public ComponentSpec? Read(ResourceDocument document)
    {
        if (document.Spec is not { } spec)
            return null;
        spec.Only("type", "version", "metadata", "ignoreErrors", "initTimeout");
        var type = spec.Required("type");
        if (type.Length == 0 || Known(type, spec) is not { } known)
            return null;
        var version = spec.Text("version") is { Length: > 0 } given ? given : "v1";
        if (!known.Versions.Contains(version))
            findings.Error(spec.PlaceOf("version"), $"{type} has no version '{version}'.{NearestName.Hint(version, known.Versions)}");
        if (spec.Text("initTimeout") is { Length: > 0 } timeout && !GoDuration.TryParse(timeout, out _))
            findings.Strict(spec.PlaceOf("initTimeout"), $"initTimeout '{timeout}' is not a duration such as 5s.");
        var metadata = Metadata(document, spec, known);
        foreach (var field in known.Fields.Where(f => f.IsRequired && (!metadata.TryGetValue(f.Name, out var value) || value.Length == 0)))
            findings.Error(spec.PlaceOf("metadata"), $"{document.What} of type {type} needs the metadata field '{field.Name}'.");
        return new ComponentSpec(document.Name, type, version, metadata, document.Map.Place.ToString());
    }

    private KnownComponent? Known(string type, YamlMap spec)
    {
        if (KnownComponents.Find(type) is { } known)
            return known;
        findings.Error(spec.PlaceOf("type"), KnownComponents.IsDaprOnly(type)
            ? $"component type '{type}' is known to Dapr and not implemented by LocalDapr. Use another type in the resources of LocalDapr, or run this set with Dapr."
            : $"unknown component type '{type}'.{KnownComponents.Hint(type)}");
        return null;
    }

    private Dictionary<string, string> Metadata(ResourceDocument document, YamlMap spec, KnownComponent known)
    {
        var metadata = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var item in spec.Maps("metadata", $"a metadata entry of {document.What}"))
        {
            var name = item.Required("name");
            item.What = $"metadata field '{name}' of {document.What}";
            item.Only("name", "value", "secretKeyRef", "envRef");
            var field = known.Find(name);
            if (field is null && name.Length > 0)
                findings.Strict(item.PlaceOf("name"), $"unknown metadata field '{name}' of {known.Type}.{NearestName.Hint(name, [.. known.Fields.Select(f => f.Name)])}");
            // Secrets of other apps need not be here.
            if (!document.IsFor(appId))
                metadata[name] = item.Text("value") is { Length: > 0 } plain ? plain : "-";
            else if (!metadata.TryAdd(name, Fill(Checked(field, secrets.Value(item, document.SecretStore), item))))
                findings.Strict(item.Place, $"{item.What} is given twice.");
        }

        return metadata;
    }

    private string Checked(KnownField? field, string value, YamlMap item)
    {
        if (value.Contains("${", StringComparison.Ordinal))
            findings.Warn(item.PlaceOf("value"), $"{item.What} contains '${{…}}', which Dapr does not fill in; use envRef or secretKeyRef.");
        var complaint = field?.Form switch
        {
            FieldForm.Duration when !GoDuration.TryParse(value, out _) && !double.TryParse(value, CultureInfo.InvariantCulture, out _) => "a duration such as 500ms, 5s or 1m30s",
            FieldForm.Number when !long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) => "a whole number",
            FieldForm.Boolean when !Truth.IsKnown(value) => "true or false",
            _ => null,
        };
        if (complaint is not null && value.Length > 0)
            findings.Strict(item.PlaceOf("value"), $"{item.What} is '{value}', which is not {complaint}.");
        return field?.Form is FieldForm.Path or FieldForm.DataPath && IsRelativePath(value) ? Located(field.Form, value) : value;
    }

    // A file that stands with the sources is taken from there; what LocalDapr makes itself lies in its data directory.
    private string Located(FieldForm form, string value)
    {
        var (source, data) = (Path.GetFullPath(value, options.BaseDirectory), Path.GetFullPath(value, options.DataDirectory ?? options.BaseDirectory));
        return form == FieldForm.DataPath || (!Path.Exists(source) && Path.Exists(data)) ? data : source;
    }

    private static bool IsRelativePath(string value) =>
        value.Length > 0 && !Path.IsPathRooted(value) && !value.StartsWith(':') && !value.StartsWith("file:", StringComparison.Ordinal);

    // Dapr fills these in itself, whatever the field.
    private string Fill(string value) => value.Contains('{', StringComparison.Ordinal)
        ? value
            .Replace("{uuid}", Guid.NewGuid().ToString(), StringComparison.Ordinal)
            .Replace("{appID}", appId, StringComparison.Ordinal)
            .Replace("{namespace}", "default", StringComparison.Ordinal)
        : value;
}
