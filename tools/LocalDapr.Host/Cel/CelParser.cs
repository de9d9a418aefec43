namespace LocalDapr.Cel;

/// <summary>A compiled part of an expression.</summary>
internal delegate object? CelNode(ICelScope scope);

/// <summary>Recursive descent from the weakest operator (<c>?:</c>) to the strongest (member access).</summary>
internal sealed class CelParser
{
    private const int DeepestNesting = 64;
    private readonly CelLexer _lexer;
    private readonly Stack<string> _locals = new();
    private CelToken _token;
    private int _depth;

    /// <summary>Starts at the first token.</summary>
    /// <param name="text">The expression.</param>
    public CelParser(string text)
    {
        _lexer = new CelLexer(text);
        _token = _lexer.Next();
    }

    /// <summary>Variables read, with the place of their first use.</summary>
    public Dictionary<string, int> Variables { get; } = new(StringComparer.Ordinal);

    /// <summary>Parses the whole text.</summary>
    /// <returns>The compiled expression.</returns>
    public CelNode ParseAll()
    {
        var root = Conditional();
        return _token.Kind == CelTokenKind.End ? root : throw Unexpected();
    }

    private CelNode Conditional()
    {
        if (++_depth > DeepestNesting)
            throw new CelException("the expression is nested too deeply", _token.Position);
        var condition = Or();
        if (Take("?"))
        {
            var test = condition;
            var position = _token.Position;
            var whenTrue = Conditional();
            Expect(":");
            var whenFalse = Conditional();
            condition = scope => CelOperators.Truth(test(scope), position) ? whenTrue(scope) : whenFalse(scope);
        }

        _depth--;
        return condition;
    }

    private CelNode Or()
    {
        var left = And();
        while (_token is { Kind: CelTokenKind.Symbol, Text: "||" })
        {
            var position = Advance().Position;
            left = CelOperators.Logical(left, And(), decisive: true, position);
        }

        return left;
    }

    private CelNode And()
    {
        var left = Relation();
        while (_token is { Kind: CelTokenKind.Symbol, Text: "&&" })
        {
            var position = Advance().Position;
            left = CelOperators.Logical(left, Relation(), decisive: false, position);
        }

        return left;
    }

    private CelNode Relation()
    {
        var left = Sum();
        while (_token is { Kind: CelTokenKind.Symbol, Text: "==" or "!=" or "<" or "<=" or ">" or ">=" } or { Kind: CelTokenKind.Name, Text: "in" })
        {
            var op = Advance();
            left = CelOperators.Relation(op.Text, left, Sum(), op.Position);
        }

        return left;
    }

    private CelNode Sum()
    {
        var left = Product();
        while (_token is { Kind: CelTokenKind.Symbol, Text: "+" or "-" })
        {
            var op = Advance();
            left = CelOperators.Arithmetic(op.Text[0], left, Product(), op.Position);
        }

        return left;
    }

    private CelNode Product()
    {
        var left = Unary();
        while (_token is { Kind: CelTokenKind.Symbol, Text: "*" or "/" or "%" })
        {
            var op = Advance();
            left = CelOperators.Arithmetic(op.Text[0], left, Unary(), op.Position);
        }

        return left;
    }

    private CelNode Unary()
    {
        if (_token is not { Kind: CelTokenKind.Symbol, Text: "!" or "-" })
            return Member();
        if (++_depth > DeepestNesting)
            throw new CelException("the expression is nested too deeply", _token.Position);
        var op = Advance();
        var operand = Unary();
        _depth--;
        return op.Text == "!"
            ? scope => !CelOperators.Truth(operand(scope), op.Position)
            : scope => CelOperators.Negate(operand(scope), op.Position);
    }

    private CelNode Member()
    {
        var node = Primary();
        while (true)
        {
            var position = _token.Position;
            if (Take("["))
            {
                var target = node;
                var index = Conditional();
                Expect("]");
                node = scope => CelValues.Index(target(scope), index(scope), position);
            }
            else if (Take("."))
            {
                node = Selected(node, ExpectName());
            }
            else
            {
                return node;
            }
        }
    }

    private CelNode Selected(CelNode target, CelToken name)
    {
        if (!Take("("))
            return scope => CelValues.Field(target(scope), name.Text, name.Position);
        if (name.Text is "exists" or "all" or "exists_one" or "filter" or "map")
            return Macro(target, name);
        return CelFunctions.Method(name.Text, target, Arguments(")"), name.Position);
    }

    private CelNode Macro(CelNode target, CelToken name)
    {
        var variable = ExpectName().Text;
        Expect(",");
        _locals.Push(variable);
        var body = Conditional();
        _locals.Pop();
        Expect(")");
        return CelFunctions.Macro(name.Text, target, variable, body, name.Position);
    }

    private CelNode Primary()
    {
        var token = Advance();
        switch (token.Kind)
        {
            case CelTokenKind.Literal:
                return _ => token.Value;
            case CelTokenKind.Name when Take("("):
                return token.Text == "has" ? Has(token) : CelFunctions.Global(token.Text, Arguments(")"), token.Position);
            case CelTokenKind.Name:
                return Variable(token);
            case CelTokenKind.Symbol when token.Text == "(":
                var inner = Conditional();
                Expect(")");
                return inner;
            case CelTokenKind.Symbol when token.Text == "[":
                var items = Arguments("]");
                return scope => items.ConvertAll(item => item(scope));
            default:
                _token = token;
                throw Unexpected();
        }
    }

    private CelNode Variable(CelToken token)
    {
        if (!_locals.Contains(token.Text))
            Variables.TryAdd(token.Text, token.Position);
        return scope => scope.TryGet(token.Text, out var value) ? value : throw new CelException($"no such variable '{token.Text}'", token.Position);
    }

    private CelNode Has(CelToken function)
    {
        var target = Primary();
        CelToken field = default;
        CelNode? owner = null;
        while (Take("."))
        {
            if (owner is { } inner)
                target = Selected(inner, field);
            field = ExpectName();
            owner = target;
        }

        Expect(")");
        return owner is null
            ? throw new CelException("has() needs a field", function.Position)
            : scope => CelValues.HasField(owner(scope), field.Text, field.Position);
    }

    private List<CelNode> Arguments(string end)
    {
        var arguments = new List<CelNode>();
        if (Take(end))
            return arguments;
        do
            arguments.Add(Conditional());
        while (Take(","));
        Expect(end);
        return arguments;
    }

    private CelToken Advance()
    {
        var token = _token;
        _token = _lexer.Next();
        return token;
    }

    private bool Take(string symbol)
    {
        if (_token.Kind != CelTokenKind.Symbol || _token.Text != symbol)
            return false;
        Advance();
        return true;
    }

    private void Expect(string symbol)
    {
        if (!Take(symbol))
            throw new CelException($"'{symbol}' expected, '{_token.Text}' found", _token.Position);
    }

    private CelToken ExpectName() => _token.Kind == CelTokenKind.Name ? Advance() : throw Unexpected();

    private CelException Unexpected() => new($"unexpected '{_token.Text}'", _token.Position);
}
