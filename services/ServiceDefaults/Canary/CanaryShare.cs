using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace VectorCare.ServiceDefaults.Canary;

/// <summary>The slots of which a canary handles the events: <c>Canary:Slots</c>, read again whenever the configuration changes.</summary>
internal sealed partial class CanaryShare : IDisposable
{
    private readonly IConfiguration _configuration;
    private readonly ILogger<CanaryShare> _log;
    private readonly IDisposable _watch;
    private Func<int, bool> _has = _ => false;

    public CanaryShare(IConfiguration configuration, ILogger<CanaryShare> log)
    {
        _configuration = configuration;
        _log = log;
        Read();
        _watch = ChangeToken.OnChange(configuration.GetReloadToken, Read);
    }

    public bool Has(int slot) => Volatile.Read(ref _has)(slot);

    public void Dispose() => _watch.Dispose();

    private void Read()
    {
        var text = _configuration["Canary:Slots"];
        // What cannot be understood gives a canary nothing.
        if (!SlotRange.TryParse(text, out var range))
            LogUnknown(_log, text);
        Volatile.Write(ref _has, range is { } slots ? slots.Has : _ => false);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Canary:Slots is '{Text}', neither 'none' nor slots like '0-14' (up to 299): the canary gets nothing")]
    private static partial void LogUnknown(ILogger logger, string? text);
}
