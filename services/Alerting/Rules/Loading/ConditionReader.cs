using VectorCare.Alerting.Rules.Conditions;
using VectorCare.Alerting.Rules.Thresholds;
using VectorCare.Contracts.Messages;

namespace VectorCare.Alerting.Rules.Loading;

/// <summary>Compiles a condition from its JSON form.</summary>
internal sealed class ConditionReader(TermTable terms, IReadOnlyDictionary<string, Threshold> thresholds, bool perChannel)
{
    private readonly HashSet<string> _used = [];

    /// <summary>Thresholds no condition uses.</summary>
    public IEnumerable<string> Unused => thresholds.Keys.Except(_used);

    /// <summary>Compiles; problems are reported and the result is then not to be used.</summary>
    public Condition Read(Fields f)
    {
        var type = f.Text("type");
        Condition condition = type switch
        {
            "compare" => Compare(f),
            "enum" => Enumeration(f),
            "ratio" => Ratio(f),
            "change" => new ChangeCondition(Pin(f, "term"), Than(f, "%"), Positive(f, "days"), (int)Positive(f, "samples"), f.OneOf<Direction>("direction") == Direction.Either),
            "increase" => Increase(f),
            "lasting" => new LastingCondition(Inner(f), Than(f, "h")),
            "event" => Event(f),
            "count" => new CountCondition(Inner(f), Positive(f, "hours"), Than(f, "1")),
            "any" => Group(f, _ => 1),
            "all" => Group(f, n => n),
            "atLeast" => Group(f, _ => (int)Positive(f, "count")),
            "not" => new NotCondition(Inner(f)),
            "silence" => new SilenceCondition(f.OneOf<ConnectivityKind>("of"), Than(f, "d")),
            _ => Unknown(f, type),
        };
        f.Done();
        return condition;
    }

    private enum Direction
    {
        Fall,
        Either,
    }

    private CompareCondition Compare(Fields f)
    {
        var pin = Pin(f, "term");
        return new CompareCondition(pin, Sign(f), Than(f, pin.Term.Unit));
    }

    private EnumCondition Enumeration(Fields f)
    {
        var pin = Pin(f, "term");
        var (inSet, notIn) = (f.Texts("in"), f.Texts("notIn"));
        if (inSet.Length > 0 == notIn.Length > 0)
            f.Report("in", "give either 'in' or 'notIn'.");
        foreach (var name in inSet.Concat(notIn).Where(n => !pin.Term.Names.Values.Contains(n)))
            f.Report("in", $"'{name}' is no value of {pin.Term.Name}.");
        return new EnumCondition(pin, inSet.Length > 0 ? inSet : notIn, inSet.Length > 0);
    }

    private RatioCondition Ratio(Fields f)
    {
        var (term, to, same) = (Pin(f, "term"), Pin(f, "to"), f.Texts("same").Select(n => new TermPin(Find(f, "same", n), -1)).ToArray());
        if (same.Length is not (0 or 2))
            f.Report("same", "must name two terms.");
        if (term.Term.Unit != to.Term.Unit)
            f.Report("to", $"is in {to.Term.Unit}, not in {term.Term.Unit}.");
        return new RatioCondition(term, to, Sign(f), Than(f, "1"), same);
    }

    private IncreaseCondition Increase(Fields f)
    {
        var perDay = f.Flag("perDay");
        return new IncreaseCondition(Pin(f, "term"), Than(f, perDay ? "/d" : "1"), perDay, f.Number("days", double.PositiveInfinity));
    }

    private EventCondition Event(Fields f)
    {
        var types = f.Texts("types").Select(t =>
        {
            if (!Enum.TryParse<EpisodeType>(t, out var type))
                f.Report("types", $"'{t}' is none of {string.Join(", ", Enum.GetNames<EpisodeType>())}.");
            return type;
        }).ToArray();
        var checks = f.Objects("checks", required: false).Select(c =>
        {
            var field = c.OneOf<EventField>("field");
            var unit = field switch { EventField.Duration => "s", EventField.VentricularRate or EventField.AtrialRate => "/min", _ => "1" };
            var absent = c.Text("absent");
            if (absent is not ("counts" or "unknown"))
                c.Report("absent", "must be 'counts' or 'unknown'.");
            var check = new EventCheck(field, Sign(c), Than(c, unit), absent == "counts");
            c.Done();
            return check;
        }).ToArray();
        return new EventCondition(types, checks, f.Texts("resultNotIn"), f.Flag("first"));
    }

    private AtLeastCondition Group(Fields f, Func<int, int> count)
    {
        Condition[] of = [.. f.Objects("of").Select(Read)];
        var least = count(of.Length);
        if (of.Length == 0 || least > of.Length)
            f.Report("of", "has too few conditions.");
        return new AtLeastCondition(of, least);
    }

    private Condition Inner(Fields f) => f.Object("of") is { } inner ? Read(inner) : new AtLeastCondition([], 1);

    private static AtLeastCondition Unknown(Fields f, string type)
    {
        if (type.Length > 0)
            f.Report("type", $"'{type}' is no kind of condition.");
        return new AtLeastCondition([], 1);
    }

    private TermPin Pin(Fields f, string key)
    {
        var term = Find(f, key, f.Text(key));
        var channel = f.Text("channel", required: false);
        var pinned = Array.IndexOf(Channels.Names, channel);
        if (channel.Length > 0 && (pinned < 0 || !term.PerChannel))
            f.Report("channel", $"'{channel}' is no channel of {term.Name}.");
        if (term.PerChannel && pinned < 0 && !perChannel)
            f.Report(key, $"{term.Name} has channels: name one, or make the rule perChannel.");
        return new TermPin(term, pinned);
    }

    private Term Find(Fields f, string key, string name)
    {
        if (terms.ByName.TryGetValue(name, out var term))
            return term;
        f.Report(key, $"'{name}' is no term of terms.json.");
        return new Term(name, name, [[0]], null, 0, 0, new Dictionary<string, string>(), new Dictionary<int, string>());
    }

    private Limit Than(Fields f, string? unit)
    {
        var key = f.Text("than");
        _used.Add(key);
        if (thresholds.TryGetValue(key, out var threshold))
        {
            if (unit is not null && threshold.Unit != unit)
                f.Report("than", $"threshold '{key}' is in {threshold.Unit}; {unit} is needed here.");
            return new Limit(threshold);
        }

        f.Report("than", $"'{key}' is no threshold of this rule.");
        return new Limit(new Threshold(0, string.Empty, key, 0, "1", 0, 0, false));
    }

    private static Comparison Sign(Fields f)
    {
        switch (f.Text("is"))
        {
            case "<": return Comparison.Less;
            case "<=": return Comparison.AtMost;
            case ">": return Comparison.Greater;
            case ">=": return Comparison.AtLeast;
            default:
                f.Report("is", "must be one of <, <=, >, >=.");
                return default;
        }
    }

    private static double Positive(Fields f, string key)
    {
        var number = f.Number(key);
        if (number <= 0)
            f.Report(key, "must be greater than 0.");
        return number;
    }
}
