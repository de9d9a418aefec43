using System.Globalization;

namespace VendorSim.Aurora.Changes;

/// <summary>Changes numbers as a page writes them.</summary>
internal static class Numbers
{
    /// <summary>Changes a cell that is a number; any other stays.</summary>
    public static string Map(string cell, AuroraLocale locale, Func<double, double> change)
    {
        var plain = cell.Replace(locale.ThousandsSeparator, string.Empty, StringComparison.Ordinal).Replace(locale.DecimalSeparator, ".", StringComparison.Ordinal);
        if (!double.TryParse(plain, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return cell;
        var changed = change(number);
        return locale.Number(changed, Enumerable.Range(0, 4).FirstOrDefault(d => Math.Abs(Math.Round(changed, d) - changed) < 1e-9, 4));
    }
}
