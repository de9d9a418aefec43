namespace VectorCare.Bench.Fleet;

/// <summary>What a rule found, missed and invented.</summary>
/// <param name="Found">Expected findings with an alert.</param>
/// <param name="Invented">Alerts without an expected finding.</param>
/// <param name="Missed">Expected findings without an alert.</param>
internal sealed record RuleScore(int Found, int Invented, int Missed)
{
    /// <summary>Found of all that were there.</summary>
    public Proportion Sensitivity => new(Found, Found + Missed);

    /// <summary>True of all that were told.</summary>
    public Proportion PositivePredictiveValue => new(Found, Found + Invented);

    /// <summary>Both together.</summary>
    public static RuleScore operator +(RuleScore a, RuleScore b) => new(a.Found + b.Found, a.Invented + b.Invented, a.Missed + b.Missed);
}

/// <summary>Holds alerts against expected findings: one alert answers one finding.</summary>
/// <param name="tell">Told of every finding that was missed and every alert that was invented.</param>
internal sealed class Scores(Action<string> tell)
{
    // Portals show whole seconds, and some only minutes of an onset.
    private static readonly TimeSpan SameInstant = TimeSpan.FromMinutes(1);

    /// <summary>Scores by rule.</summary>
    public SortedDictionary<string, RuleScore> ByRule { get; } = new(StringComparer.Ordinal);

    /// <summary>Seconds from the portal to the alert, of everything found.</summary>
    public List<double> Delays { get; } = [];

    /// <summary>Adds a patient.</summary>
    /// <param name="findings">What was to be found.</param>
    /// <param name="alerts">What was told.</param>
    public void Add(IReadOnlyList<ExpectedFinding> findings, IEnumerable<FleetAlert> alerts)
    {
        var free = alerts.ToList();
        foreach (var finding in findings.OrderBy(f => f.Appeared))
        {
            var alert = free.Find(a => Answers(a, finding));
            Count(finding.Rule, alert is null ? new RuleScore(0, 0, 1) : new RuleScore(1, 0, 0));
            if (alert is null)
            {
                tell($"missed {finding.Rule}: patient {finding.Patient}, onset {finding.Onset:u}, on the portal {finding.Appeared:u}");
                continue;
            }

            free.Remove(alert);
            Delays.Add((alert.Record.OpenedAt - finding.Appeared).TotalSeconds);
        }

        foreach (var alert in free)
        {
            Count(alert.Record.Rule, new RuleScore(0, 1, 0));
            tell($"invented {alert.Record.Rule}: patient {alert.Patient}, start {alert.Record.Start:u}, opened {alert.Record.OpenedAt:u}");
        }
    }

    private static bool Answers(FleetAlert alert, ExpectedFinding finding) =>
        alert.Record.Rule == finding.Rule && alert.Record.Lead == finding.Lead && (finding.Single
            ? (alert.Record.Start - finding.Onset).Duration() <= SameInstant || alert.Record.Key.StartsWith("count-", StringComparison.Ordinal)
            : alert.Record.OpenedAt >= finding.Appeared && (finding.Over is null || alert.Record.OpenedAt < finding.Over));

    private void Count(string rule, RuleScore score) => ByRule[rule] = ByRule.GetValueOrDefault(rule, new RuleScore(0, 0, 0)) + score;
}
