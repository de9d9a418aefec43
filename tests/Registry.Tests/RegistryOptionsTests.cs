using System.ComponentModel.DataAnnotations;

namespace VectorCare.Registry.Tests;

public sealed class RegistryOptionsTests
{
    [Fact]
    public void Validate_SeveralBadValues_NamesAll()
    {
        var options = new RegistryOptions { Vendors = ["aurora", "Bad Vendor", "-x"] };
        var errors = options.Validate(new ValidationContext(options)).Select(e => e.ErrorMessage).ToArray();
        Assert.Equal(2, errors.Length);
        Assert.Contains("Bad Vendor", errors[0], StringComparison.Ordinal);
        Assert.Contains("-x", errors[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_NoVendors_SaysSo()
    {
        var options = new RegistryOptions();
        Assert.Contains("Registry:Vendors", Assert.Single(options.Validate(new ValidationContext(options))).ErrorMessage, StringComparison.Ordinal);
    }
}
