using System.Text.Json;

namespace LocalDapr.Cel;

/// <summary>The variables of an evaluation.</summary>
internal interface ICelScope
{
    /// <summary>A variable's value.</summary>
    /// <param name="name">Name of the variable.</param>
    /// <param name="value">null, bool, long, double, string, <see cref="JsonElement"/> or a list.</param>
    /// <returns>False when there is no such variable, which is an error of the evaluation.</returns>
    bool TryGet(string name, out object? value);
}

/// <summary>A scope with a single variable.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value.</param>
/// <param name="Outer">Scope for every other name, or null.</param>
internal sealed record CelVariable(string Name, object? Value, ICelScope? Outer = null) : ICelScope
{
    /// <inheritdoc />
    public bool TryGet(string name, out object? value)
    {
        value = Value;
        return name == Name || (Outer?.TryGet(name, out value) ?? false);
    }
}
