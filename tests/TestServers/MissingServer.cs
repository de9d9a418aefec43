namespace VectorCare.TestServers;

/// <summary>A server that the machine cannot offer: xunit skips the test with the reason. With <c>VECTORCARE_REQUIRE_CONTAINERS=1</c> it fails.</summary>
public static class MissingServer
{
    private const string SkipsTest = "$XunitDynamicSkip$";

    /// <summary>Whether nothing but containers will do.</summary>
    public static bool ContainersRequired { get; } = Environment.GetEnvironmentVariable("VECTORCARE_REQUIRE_CONTAINERS") == "1";

    /// <summary>The exception to throw.</summary>
    /// <param name="reason">What is missing.</param>
    /// <param name="required">False: it is skipped in any case.</param>
    public static Exception Because(string reason, bool required = true) =>
        new InvalidOperationException(required && ContainersRequired ? reason : SkipsTest + reason);
}
