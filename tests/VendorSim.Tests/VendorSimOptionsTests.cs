namespace VendorSim.Tests;

public sealed class VendorSimOptionsTests
{
    [Fact]
    public void Validate_ManyErrors_NamesEveryOption()
    {
        var missing = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        var errors = new VendorSimOptions { Port = -1, Patients = -1, Clinics = 0, RateScale = double.NaN, BorealisRate = 0, Hl7Folder = missing, TruthFile = Path.Combine(missing, "t"), Faults = ["x"] }.Validate();
        Assert.Equal(["--port", "--patients", "--clinics", "--rate-scale", "--borealis-rate", "--hl7-folder", "--truth", "--fault"], errors.Select(error => error.Split(':')[0]));
    }

    [Fact]
    public void Validate_Defaults_AreWell() => Assert.Empty(new VendorSimOptions().Validate());
}
