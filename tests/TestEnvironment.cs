using System.Runtime.CompilerServices;

namespace VectorCare.TestKit;

/// <summary>In every test project: hosts do not watch their settings files. A machine has 128 watchers for each user, and tests start more hosts than that side by side.</summary>
internal static class TestEnvironment
{
    [ModuleInitializer]
    internal static void WatchNoSettings() => Environment.SetEnvironmentVariable("DOTNET_hostBuilder__reloadConfigOnChange", "false");
}
