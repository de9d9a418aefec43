using System.Text.Json.Nodes;
using Dapr.Conformance.Apps;
using Dapr.Conformance.Calls;
using Dapr.Conformance.Comparison;

namespace Dapr.Conformance.Playing;

/// <summary>Plays the steps of a recording and tells what differs from what daprd answered.</summary>
internal sealed class CasePlayer(ConformanceCase recording, IReadOnlyDictionary<string, int> ports, WorkFolder work, ISidecars sidecars, PlayedApps apps, PlayClock clock, string run) : IAsyncDisposable
{
    private readonly Placeholders _placeholders = new(clock);
    private readonly IReadOnlyDictionary<string, IPlayedApp> _apps = apps.ByName;
    private readonly Dictionary<string, StreamCaller> _streams = new(StringComparer.Ordinal);

    /// <summary>Plays the recording.</summary>
    /// <param name="settleMs">Time that the sidecars get at first; null as the profile says.</param>
    /// <returns>The differences.</returns>
    public async Task<IReadOnlyList<string>> PlayAsync(int? settleMs = null)
    {
        _placeholders["run"] = run;
        foreach (var (name, port) in ports)
            _placeholders[name] = port.ToString();
        await apps.BeginAsync();
        await sidecars.StartAsync();
        await (settleMs is { } given ? clock.DelayAsync(given) : SettleAsync());
        Script(recording.App);
        var normalizer = new Normalizer(run, work.Root, ports);
        var differences = new List<string>();
        foreach (var (index, raw) in recording.Steps.Index())
        {
            var result = await StepAsync(_placeholders.Fill(raw)!);
            differences.AddRange(Difference.Between(recording.Observed[index], normalizer.Normal(result), $"step {index + 1}"));
        }

        return differences;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var stream in _streams.Values)
            await stream.DisposeAsync();
    }

    private async Task<JsonNode> StepAsync(JsonNode step)
    {
        var measured = step["elapsed"] is not null;
        var began = measured ? clock.Begin() : clock.Now;
        var result = await RunAsync(step);
        if (measured)
            result["gapMs"] = (clock.Now - began).TotalMilliseconds;
        if (step["sizeOnly"] is not null && result["body"] is JsonValue body)
            result["body"] = $"{body.ToString().Length} characters";
        foreach (var (name, at) in step["save"]?.AsObject() ?? [])
            _placeholders[name] = ResultShape.Dig(result, at!.ToString())?.ToString() ?? string.Empty;
        return ResultShape.Apply(step, result);
    }

    private async Task<JsonNode> RunAsync(JsonNode step)
    {
        if (step["http"] is not null)
            return await HttpCaller.CallAsync(step, PortOf(step, "HTTP"));
        if (step["grpc"] is not null)
            return await GrpcCaller.CallAsync(step, PortOf(step, "GRPC"));
        if (step["parallel"] is JsonArray calls)
            return await ParallelAsync(calls, step["order"]?.GetValue<bool>() ?? true);
        if (step["stream"] is { } name)
            return await StreamAsync(name.ToString(), step);
        if (step["expectCalls"] is { } expected)
            return await ExpectedCalls.WaitAsync(expected, _apps, clock);
        if (step["script"] is JsonObject script)
            Script(script);
        else if (step["appPort"] is { } what)
            await (what.ToString() == "close" ? _apps[step["app"]!.ToString()].CloseAsync() : _apps[step["app"]!.ToString()].ListenAsync());
        else if (step["sleep"] is { } sleep)
            await clock.DelayAsync(sleep.GetValue<int>());
        else if (step["forget"] is not null)
            _apps.Values.ToList().ForEach(a => a.Forget());
        else if (step["sidecar"] is { } control)
            await ControlAsync(control.ToString());
        else
            throw new InvalidOperationException("Unknown step " + step.ToJsonString());
        return new JsonObject();
    }

    private async Task ControlAsync(string what)
    {
        if (what == "stop")
        {
            await sidecars.StopAsync();
            return;
        }

        await sidecars.StartAsync();
        await SettleAsync();
    }

    // The sidecars ask the apps for their subscriptions, and groups of consumers form.
    private async Task SettleAsync()
    {
        await clock.DelayAsync(work.Apps["settleMs"]?.GetValue<int>() ?? 1500);
        await sidecars.SubscribedAsync();
    }

    private async Task<JsonNode> ParallelAsync(JsonArray calls, bool order)
    {
        var answers = await Task.WhenAll(calls.Select(c => HttpCaller.CallAsync(c!, PortOf(c!, "HTTP"))));
        foreach (var answer in answers)
            answer.Remove("headers");
        return new JsonArray([.. order ? answers.AsEnumerable() : answers.OrderBy(a => a.ToJsonString(Json.AsJavaScript), StringComparer.Ordinal)]);
    }

    private async Task<JsonNode> StreamAsync(string name, JsonNode step)
    {
        if (step["open"] is not null)
        {
            _streams[name] = new StreamCaller(step, PortOf(step, "GRPC"));
            await _streams[name].Begun;
        }
        else if (step["close"] is not null)
        {
            if (_streams.Remove(name, out var closed))
                await closed.DisposeAsync();
        }
        else
        {
            return await ExpectedAsync(_streams[name], step["expect"]!);
        }

        await clock.DelayAsync(step["settleMs"]?.GetValue<int>() ?? 300);
        return new JsonObject();
    }

    private async Task<JsonNode> ExpectedAsync(StreamCaller stream, JsonNode expect)
    {
        var count = expect["count"]?.GetValue<int>() ?? 0;
        var within = expect["withinMs"]?.GetValue<int>() ?? 8000;
        var until = clock.Now.AddMilliseconds(within);
        while (count > 0 && stream.Count < count && stream.Ended is null && clock.Now < until)
            await clock.DelayAsync(20);
        await clock.DelayAsync(count > 0 ? expect["settleMs"]?.GetValue<int>() ?? 300 : within);
        var result = new JsonObject { ["messages"] = stream.Take() };
        if (stream.Ended is { } ended)
            result["ended"] = ended.DeepClone();
        return result;
    }

    private void Script(JsonObject? scripts)
    {
        foreach (var (key, replies) in scripts ?? [])
        {
            var path = _placeholders.Fill(key);
            var colon = path.IndexOf(':', StringComparison.Ordinal);
            var named = colon > 0 && _apps.ContainsKey(path[..colon]);
            var filled = _placeholders.Fill(replies)!;
            _apps[named ? path[..colon] : "probe"].Script(named ? path[(colon + 1)..] : path, filled as JsonArray ?? [filled.DeepClone()]);
        }
    }

    private int PortOf(JsonNode step, string kind) => ports[(step["via"]?.ToString() ?? "probe").ToUpperInvariant() + "_" + kind];
}
