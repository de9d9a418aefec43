using System.Text.Json;

namespace LocalDapr.Cel;

/// <summary>A compiled expression of the Common Expression Language, in the extent that Dapr's resources use it: trip expressions and routing rules.</summary>
internal sealed class CelExpression
{
    private readonly CelNode _root;

    private CelExpression(string text, CelNode root, IReadOnlyCollection<string> variables)
    {
        Text = text;
        _root = root;
        Variables = variables;
    }

    /// <summary>The text it was made from.</summary>
    public string Text { get; }

    /// <summary>Names of the variables it reads.</summary>
    public IReadOnlyCollection<string> Variables { get; }

    /// <summary>Parses an expression.</summary>
    /// <param name="text">The expression.</param>
    /// <param name="knownVariables">Allowed variables; null allows any, as Dapr does.</param>
    /// <returns>The expression.</returns>
    /// <exception cref="CelException">It is malformed, or reads a variable that is not known.</exception>
    public static CelExpression Parse(string text, IReadOnlyCollection<string>? knownVariables = null)
    {
        var parser = new CelParser(text);
        var root = parser.ParseAll();
        foreach (var (name, position) in parser.Variables)
        {
            if (knownVariables is not null && !knownVariables.Contains(name))
                throw new CelException($"unknown variable '{name}', known are {string.Join(", ", knownVariables)}", position);
        }

        return new CelExpression(text, root, parser.Variables.Keys);
    }

    /// <summary>Evaluates to a truth value.</summary>
    /// <param name="scope">The variables.</param>
    /// <returns>The value.</returns>
    /// <exception cref="CelException">A variable or field is missing, types do not fit, or the value is no truth value.</exception>
    public bool Evaluate(ICelScope scope) =>
        _root(scope) is bool value ? value : throw new CelException("the expression is not a truth value", 0);

    /// <summary>Evaluates over an event, as routing rules do.</summary>
    /// <param name="cloudEvent">The envelope; the variable <c>event</c>.</param>
    /// <returns>The value.</returns>
    /// <exception cref="CelException">As for <see cref="Evaluate(ICelScope)"/>.</exception>
    public bool Evaluate(JsonElement cloudEvent) => Evaluate(new CelVariable("event", cloudEvent));
}
