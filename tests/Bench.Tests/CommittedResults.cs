using System.Text.Json.Nodes;
using VectorCare.TestKit;

namespace VectorCare.Bench.Tests;

/// <summary>The committed results of the benches.</summary>
internal static class CommittedResults
{
    /// <summary>A bench's file: machine, size, and the figures under the bench's name.</summary>
    public static JsonObject Read(string bench) => JsonNode.Parse(File.ReadAllText(PathOf(bench)))!.AsObject();

    /// <summary>A bench's figures.</summary>
    public static JsonObject Of(string bench) => Read(bench)[bench]!.AsObject();

    /// <summary>One of them.</summary>
    public static double Figure(JsonNode result, string key) => result[key]!.GetValue<double>();

    private static string PathOf(string bench) => RepositoryPaths.At("bench", "results", bench + ".json");
}
