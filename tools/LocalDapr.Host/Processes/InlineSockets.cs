namespace LocalDapr.Processes;

/// <summary>Lets the thread that reads a socket go on with the work itself, instead of waking another for it. For programs in which no such work blocks its thread; waking threads costs otherwise a good part of a poll.</summary>
public static class InlineSockets
{
    /// <summary>Name of the variable that .NET reads at a process's first socket, and its value.</summary>
    public static KeyValuePair<string, string> Variable { get; } = new("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");

    /// <summary>Switches it on for this process, before its first socket, unless the environment says otherwise.</summary>
    public static void Use()
    {
        if (Environment.GetEnvironmentVariable(Variable.Key) is null)
            Environment.SetEnvironmentVariable(Variable.Key, Variable.Value);
    }
}
