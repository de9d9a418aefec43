using VectorCare.Alerting.Charts;
using VectorCare.Contracts.Messages;

namespace VectorCare.Alerting.Tests.Charts;

public sealed class ChartEntryReaderTests
{
    private const int Impedance = 722433;
    private const int BatteryStatus = 721280;
    private static readonly DateTimeOffset At = new(2025, 6, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(500, "Ohm", 500.0, null)]
    [InlineData(0.5, "kOhm", 500.0, null)]
    [InlineData(500, null, null, nameof(ValueRejection.Unit))]
    [InlineData(500, "furlong", null, nameof(ValueRejection.Unit))]
    [InlineData(500, "V", null, nameof(ValueRejection.Unit))]
    [InlineData(1e9, "Ohm", null, nameof(ValueRejection.Implausible))]
    [InlineData(double.NaN, "Ohm", null, nameof(ValueRejection.Kind))]
    public void Read_Number_IsTakenInTheTermsUnitOrLeftOutWithAReason(double number, string? unit, double? expected, string? why) =>
        Assert.Equal((expected, why), Read(Build.Number(Impedance, number, unit)));

    [Fact]
    public void Read_NameWhereANumberIsWanted_IsLeftOut() => Assert.Equal((null, nameof(ValueRejection.Kind)), Read(Build.Name(Impedance, "HIGH")));

    [Fact]
    public void Read_NumberWhereANameIsWanted_IsLeftOut() => Assert.Equal((null, nameof(ValueRejection.Kind)), Read(Build.Number(BatteryStatus, 3, null)));

    [Fact]
    public void Read_CodeNoRuleKnows_IsNoFinding() => Assert.Equal((null, null), Read(Build.Number(999_999, 1, "Ohm")));

    [Fact]
    public void Read_TwoValuesOfOneInstantThatContradictEachOther_LeavesBothOut() =>
        Assert.Equal((null, nameof(ValueRejection.Contradiction)), Read(Build.Number(Impedance, 190, "Ohm", At), Build.Number(Impedance, 500, "Ohm", At)));

    [Fact]
    public void Read_TwoValuesOfDifferentInstants_TakesTheNewer() =>
        Assert.Equal((500, null), Read(Build.Number(Impedance, 500, "Ohm", At), Build.Number(Impedance, 190, "Ohm", At.AddDays(-1))));

    [Theory]
    [InlineData(190, false, true)]
    [InlineData(190, true, true)]
    [InlineData(209, false, false)]
    [InlineData(209, true, false)]
    public async Task Alert_OfTheVendor_NeitherMakesNorSuppressesOneOfOurs(double measured, bool asserted, bool pages)
    {
        var world = new World();
        var transmission = Build.Transmission(At, "t1", measurements: [Build.Number(Impedance, measured, "Ohm")]);
        await world.Start().TakeAsync(asserted ? transmission with { VendorAlerts = [new VendorAlert("RV-IMP-LOW", "RV pacing impedance 190 ohms", "red", At)] } : transmission);
        Assert.Equal(pages, world.Alerts().Any(a => a.Rule == "LED-01"));
    }

    private static (double? Number, string? Why) Read(params Measurement[] measurements)
    {
        string? why = null;
        var entry = new ChartEntryReader(World.Catalogue).Read(Build.Transmission(At, "t1", measurements: measurements), (_, reason) => why = reason.ToString());
        return (entry.Values.Length == 0 ? null : Assert.Single(entry.Values).Number, why);
    }
}
