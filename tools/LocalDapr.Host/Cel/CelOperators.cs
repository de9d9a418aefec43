namespace LocalDapr.Cel;

/// <summary>The operators.</summary>
internal static class CelOperators
{
    /// <summary>The operand as truth value.</summary>
    /// <param name="value">The operand.</param>
    /// <param name="position">Where, for the error.</param>
    /// <returns>The truth value.</returns>
    public static bool Truth(object? value, int position) =>
        CelValues.Unwrap(value) is bool truth ? truth : throw new CelException($"a truth value expected, {CelValues.TypeName(value)} found", position);

    /// <summary>The operators <c>&amp;&amp;</c> and <c>||</c>: an error on one side does not matter where the other side decides.</summary>
    /// <param name="left">Left operand.</param>
    /// <param name="right">Right operand.</param>
    /// <param name="decisive">The truth value that decides.</param>
    /// <param name="position">Where, for the error.</param>
    /// <returns>The compiled operator.</returns>
    public static CelNode Logical(CelNode left, CelNode right, bool decisive, int position) => scope =>
    {
        bool first;
        try
        {
            first = Truth(left(scope), position);
        }
        catch (CelException)
        {
            if (Truth(right(scope), position) == decisive)
                return decisive;
            throw;
        }

        return first == decisive ? decisive : Truth(right(scope), position);
    };

    /// <summary>Comparisons and <c>in</c>.</summary>
    /// <param name="op">The operator.</param>
    /// <param name="left">Left operand.</param>
    /// <param name="right">Right operand.</param>
    /// <param name="position">Where, for the error.</param>
    /// <returns>The compiled operator.</returns>
    public static CelNode Relation(string op, CelNode left, CelNode right, int position) => op switch
    {
        "==" => scope => CelValues.Same(left(scope), right(scope)),
        "!=" => scope => !CelValues.Same(left(scope), right(scope)),
        "<" => scope => CelValues.Compare(left(scope), right(scope), position) is < 0,
        "<=" => scope => CelValues.Compare(left(scope), right(scope), position) is <= 0,
        ">" => scope => CelValues.Compare(left(scope), right(scope), position) is > 0,
        ">=" => scope => CelValues.Compare(left(scope), right(scope), position) is >= 0,
        _ => scope => CelValues.Contains(right(scope), left(scope), position),
    };

    /// <summary>Arithmetic; whole numbers have 64 bits and divide to whole numbers.</summary>
    /// <param name="op">The operator.</param>
    /// <param name="left">Left operand.</param>
    /// <param name="right">Right operand.</param>
    /// <param name="position">Where, for the error.</param>
    /// <returns>The compiled operator.</returns>
    public static CelNode Arithmetic(char op, CelNode left, CelNode right, int position) =>
        scope => Compute(op, CelValues.Unwrap(left(scope)), CelValues.Unwrap(right(scope)), position);

    /// <summary>The unary minus.</summary>
    /// <param name="value">The operand.</param>
    /// <param name="position">Where, for the error.</param>
    /// <returns>The negative.</returns>
    public static object Negate(object? value, int position) => CelValues.Unwrap(value) switch
    {
        long whole when whole != long.MinValue => (object)-whole,
        double real => -real,
        _ => throw new CelException($"'-' does not fit {CelValues.TypeName(value)}", position),
    };

    private static object Compute(char op, object? left, object? right, int position) => (left, right) switch
    {
        (long a, long b) => Whole(op, a, b, position),
        (double a, double b) when op != '%' => op switch { '+' => a + b, '-' => a - b, '*' => a * b, _ => a / b },
        (string a, string b) when op == '+' => a + b,
        (List<object?> a, List<object?> b) when op == '+' => new List<object?>([.. a, .. b]),
        _ => throw new CelException($"'{op}' does not fit {CelValues.TypeName(left)} and {CelValues.TypeName(right)}", position),
    };

    private static long Whole(char op, long a, long b, int position)
    {
        try
        {
            return checked(op switch { '+' => a + b, '-' => a - b, '*' => a * b, '/' => a / b, _ => a % b });
        }
        catch (DivideByZeroException)
        {
            throw new CelException("division by zero", position);
        }
        catch (OverflowException)
        {
            throw new CelException("the whole number is out of range", position);
        }
    }
}
