using System.Text.Json;
using System.Text.Json.Nodes;
using VendorSim.Population;

namespace VendorSim.Credentials;

/// <summary>Fictional credentials, one set per maker and clinic, derived from the seed.</summary>
internal sealed class CredentialStore(VendorSimOptions options)
{
    private readonly int[,] _generations = new int[VendorNames.All.Length, options.Clinics + 1];

    private readonly Dictionary<string, int> _clinics = Enumerable.Range(1, options.Clinics).ToDictionary(VendorNames.ClinicName);

    /// <summary>Password or key that is valid now.</summary>
    public string Secret(Vendor vendor, string clinic)
    {
        var number = _clinics[clinic];
        var draw = Draw.For(unchecked((ulong)options.Seed), 0xC0DE, (ulong)vendor, (ulong)number, (ulong)_generations[(int)vendor, number]);
        return (vendor == Vendor.Borealis ? "bk_" : "") + draw.Next().ToString("x16") + draw.Next().ToString("x16")[..8];
    }

    public static string User(Vendor vendor, string clinic) => vendor == Vendor.Aurora ? $"{clinic}@aurora.example" : clinic;

    /// <summary>The clinic of a user name, or null.</summary>
    public string? ClinicOfUser(Vendor vendor, string user)
    {
        var clinic = vendor == Vendor.Aurora && user.EndsWith("@aurora.example", StringComparison.Ordinal) ? user[..^"@aurora.example".Length] : user;
        return _clinics.ContainsKey(clinic) && User(vendor, clinic) == user ? clinic : null;
    }

    /// <summary>The clinic of an API key, or null.</summary>
    public string? ClinicOfKey(string key) => _keys.GetOrAdd(key, static (k, self) => self.SearchKey(k), this) is { } clinic && Secret(Vendor.Borealis, clinic) == key ? clinic : null;

    public void Rotate(Vendor vendor, string clinic)
    {
        Interlocked.Increment(ref _generations[(int)vendor, _clinics[clinic]]);
        _keys.Clear();
    }

    public IEnumerable<string> Clinics => _clinics.Keys;

    /// <summary>The secrets file: a JSON string per maker and clinic.</summary>
    public JsonObject ToJson(Func<Vendor, string, bool>? only = null)
    {
        var json = new JsonObject();
        foreach (var vendor in Enum.GetValues<Vendor>())
        {
            foreach (var clinic in _clinics.Keys.Where(clinic => only is null || only(vendor, clinic)))
            {
                var value = vendor == Vendor.Borealis
                    ? new JsonObject { ["apiKey"] = Secret(vendor, clinic) }
                    : new JsonObject { ["user"] = User(vendor, clinic), ["password"] = Secret(vendor, clinic) };
                json[$"{vendor.Id()}-{clinic}"] = value.ToJsonString(JsonSerializerOptions.Web);
            }
        }

        return json;
    }

    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, string?> _keys = new();

    // Unknown keys are not remembered without bound: at most one lookup table per rotation.
    private string? SearchKey(string key)
    {
        if (_keys.Count > 4 * options.Clinics)
            _keys.Clear();
        return _clinics.Keys.FirstOrDefault(clinic => Secret(Vendor.Borealis, clinic) == key);
    }
}
