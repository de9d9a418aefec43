using Dapr.Conformance.Playing;
using Dapr.Conformance.Servers;
using Dapr.Conformance.Support;

namespace Dapr.Conformance;

/// <summary>Why a recording is not played, or not as it is.</summary>
internal enum ExceptionGroup
{
    /// <summary>It is played and has to pass.</summary>
    None,

    /// <summary>An accident of Dapr where copying would be absurd.</summary>
    Differs,

    /// <summary>LocalDapr does not answer as recorded yet.</summary>
    NotYet,

    /// <summary>Played only where a Kafka broker is in the environment (<c>KAFKA</c>).</summary>
    NeedsBroker,

    /// <summary>It was not part of this run, or failed in it.</summary>
    NotRun,
}

/// <summary>Recordings that are not played here, each with its reason.</summary>
internal static class Exceptions
{
    /// <summary>Accidents of Dapr where copying would be absurd; the saner behaviour stands in docs/localdapr.md.</summary>
    public static IReadOnlyDictionary<string, string> Differs { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["bindings-mail-leak"] = "Recipients, copies, subject and priority of one mail are never used for the next; each mail starts from the component's own values.",
    };

    /// <summary>Recordings that LocalDapr does not answer as recorded yet.</summary>
    public static IReadOnlyDictionary<string, string> NotYet { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Recordings that librdkafka's mock cluster cannot play; they run where a broker's address is in <c>KAFKA</c>.</summary>
    public static IReadOnlyDictionary<string, string> NeedsBroker { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Names of all of them.</summary>
    public static IEnumerable<string> All => Differs.Keys.Concat(NotYet.Keys).Concat(NeedsBroker.Keys);

    /// <summary>The group of a recording, whatever the environment has.</summary>
    public static ExceptionGroup GroupOf(ConformanceCase recording) =>
        Differs.ContainsKey(recording.Name) ? ExceptionGroup.Differs
        : NotYet.ContainsKey(recording.Name) ? ExceptionGroup.NotYet
        : NeedsBroker.ContainsKey(recording.Name) ? ExceptionGroup.NeedsBroker
        : ExceptionGroup.None;

    public static void SkipWhereNeeded(ConformanceCase recording)
    {
        if (GroupOf(recording) is var group && (group is ExceptionGroup.Differs or ExceptionGroup.NotYet || (group == ExceptionGroup.NeedsBroker && KafkaBroker.Given is null)))
            Outcomes.Add(recording, group);
        if (Differs.TryGetValue(recording.Name, out var saner))
            Assert.Skip("Differs from Dapr: " + saner);
        if (NotYet.TryGetValue(recording.Name, out var reason))
            Assert.Skip("Not yet: " + reason);
        if (KafkaBroker.Given is null && NeedsBroker.TryGetValue(recording.Name, out var lacking))
            Assert.Skip("Needs a broker, its address in KAFKA: " + lacking);
    }
}
