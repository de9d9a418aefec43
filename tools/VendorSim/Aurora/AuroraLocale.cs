using System.Globalization;

namespace VendorSim.Aurora;

/// <summary>How a clinic's portal writes dates, numbers and units.</summary>
internal sealed class AuroraLocale
{
    private readonly NumberFormatInfo _numbers;

    private AuroraLocale(string lang, string date, string time, string label, string decimalSeparator, string thousands, int offsetHours)
    {
        Lang = lang;
        DateFormat = date;
        TimeFormat = $"{date} {time}";
        DateLabel = label;
        Offset = TimeSpan.FromHours(offsetHours);
        _numbers = new NumberFormatInfo { NumberDecimalSeparator = decimalSeparator, NumberGroupSeparator = thousands };
    }

    public string Lang { get; }

    public string DateFormat { get; }

    public string TimeFormat { get; }

    public string DateLabel { get; }

    public TimeSpan Offset { get; }

    public string DecimalSeparator => _numbers.NumberDecimalSeparator;

    public string ThousandsSeparator => _numbers.NumberGroupSeparator;

    public bool LongevityInYears { get; private init; }

    public bool KiloOhm { get; private init; }

    private static readonly AuroraLocale[] All =
    [
        new("sv-SE", "yyyy-MM-dd", "HH:mm:ss", "YYYY-MM-DD HH:mm:ss", ",", "\u00A0", 1) { KiloOhm = true },
        new("en-US", "MM/dd/yyyy", "h:mm:ss tt", "MM/DD/YYYY h:mm:ss A", ".", ",", -5),
        new("de-AT", "dd.MM.yyyy", "HH:mm:ss", "DD.MM.YYYY HH:mm:ss", ",", ".", 1),
        new("en-GB", "dd/MM/yyyy", "HH:mm:ss", "DD/MM/YYYY HH:mm:ss", ".", ",", 0) { LongevityInYears = true },
    ];

    public static AuroraLocale OfClinic(int clinic) => All[clinic % All.Length];

    public string Date(DateOnly date) => date.ToString(DateFormat, CultureInfo.InvariantCulture);

    public string Time(DateTimeOffset at) => at.ToOffset(Offset).ToString(TimeFormat, CultureInfo.InvariantCulture);

    public string Zone => $"UTC{(Offset < TimeSpan.Zero ? '-' : '+')}{Offset:hh\\:mm}";

    /// <summary>A number, or the dash for an absent one.</summary>
    public string Number(double? value, int decimals = 0) => value?.ToString($"N{decimals}", _numbers) ?? AuroraPage.Absent;
}
