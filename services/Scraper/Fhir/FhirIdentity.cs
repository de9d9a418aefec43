using System.Text.Json;
using VectorCare.Scraper.Vendors;

namespace VectorCare.Scraper.Fhir;

/// <summary>Checks that every resource is the patient's, and that at least one says so.</summary>
internal sealed class FhirIdentity(FhirPatient patient, FhirResources resources)
{
    private bool _isNamed;

    /// <summary>Checks all of an answer.</summary>
    /// <exception cref="FhirRefusedException">A resource is another's or nobody's, or none names him.</exception>
    public void Check()
    {
        foreach (var resource in resources.All)
        {
            switch (resource.Type)
            {
                case "Patient":
                    Take(IsHim(resource.Json));
                    break;
                case "Observation":
                    Take(Names(resource, resource.Json.Get("subject")));
                    break;
                // Later releases keep whose device it is elsewhere; where it stands, it must be his.
                case "Device" when resource.Json.Get("patient") is { } owner:
                    Take(Names(resource, owner));
                    break;
            }
        }

        if (!_isNamed)
            throw new FhirRefusedException(ParsedPage.Suspicious("no-patient"));
    }

    private void Take(bool isHis)
    {
        if (!isHis)
            throw new FhirRefusedException(ParsedPage.Suspicious("wrong-patient"));
        _isNamed = true;
    }

    private bool Names(FhirResource from, JsonElement? subject)
    {
        if (subject is not { } named)
            throw new FhirRefusedException(ParsedPage.Suspicious("no-patient"));
        var reference = named.Text("reference");
        var found = resources.Find(from, reference);
        // The id of a contained resource says nothing outside of its container.
        if (found is not null)
            return found.Type == "Patient" && (patient.System is not null || reference![0] != '#') && IsHim(found.Json);
        // Another server's patient may have the same id: only a reference within the server is one by itself.
        return patient.System is null
            ? reference is not null && FhirResources.Unversioned(reference) == "Patient/" + patient.PortalRef
            : named.Get("identifier") is { } identifier && identifier.Text("system") == patient.System && identifier.Text("value") == patient.PortalRef;
    }

    private bool IsHim(JsonElement resource)
    {
        if (patient.System is null)
            return resource.Text("id") == patient.PortalRef;
        var values = resource.Items("identifier").Where(i => i.Text("system") == patient.System).Select(i => i.Text("value")).ToList();
        return values.Count > 0 && values.TrueForAll(v => v == patient.PortalRef);
    }
}
