using LocalDapr.Hosting;
using LocalDapr.Resources;
using LocalDapr.Sidecars;

namespace LocalDapr.Bindings;

/// <summary>The bindings of a sidecar: the API of the output bindings, and the input bindings that call the application.</summary>
internal sealed class BindingsBlock : IBuildingBlock
{
    private static readonly Dictionary<string, Func<ComponentSpec, SidecarContext, IOutputBinding>> Outputs = new(StringComparer.Ordinal)
    {
        ["bindings.http"] = (spec, context) => new HttpBinding(spec, context.Clock),
        ["bindings.smtp"] = (spec, _) => new SmtpBinding(spec),
        ["bindings.localstorage"] = (spec, _) => new LocalStorageBinding(spec),
        ["bindings.postgresql"] = (spec, context) => new PostgresBinding(spec, context.Clock),
        ["bindings.postgres"] = (spec, context) => new PostgresBinding(spec, context.Clock),
        ["bindings.kafka"] = (spec, _) => new KafkaBinding(spec),
    };

    private readonly Dictionary<string, IOutputBinding> _outputs = new(StringComparer.Ordinal);
    private readonly List<IInputBinding> _inputs = [];
    private readonly OutputBindings _calls;
    private readonly SidecarContext _context;

    /// <summary>Creates the bindings.</summary>
    /// <param name="context">The sidecar.</param>
    public BindingsBlock(SidecarContext context)
    {
        _context = context;
        foreach (var spec in context.Resources.OfKind("bindings."))
        {
            // Reading Kafka is not built; subscribe with pubsub.kafka instead.
            if (spec.Type == "bindings.kafka" && !(Leads(spec, "output") && spec["topics"] is not { Length: > 0 }))
                throw new LocalDaprException($"{spec.Source}: component '{spec.Name}' reads Kafka; LocalDapr's bindings.kafka only writes. Use pubsub.kafka, or leave 'topics' out and set direction: output.");
            if (Outputs.TryGetValue(spec.Type, out var create) && Leads(spec, "output"))
                _outputs[spec.Name] = create(spec, context);
            if (spec.Type == "bindings.cron" && Leads(spec, "input"))
                _inputs.Add(new CronBinding(spec, context.Clock));
            context.Metadata.SetCapabilities(spec.Name, spec.Type == "bindings.cron" ? "INPUT_BINDING" : "OUTPUT_BINDING");
        }

        _calls = new OutputBindings(_outputs, context);
    }

    /// <inheritdoc />
    public void Map(SidecarApi api)
    {
        new BindingsHttp(_calls, _context).Map(api);
        new BindingsGrpc(_calls).Map(api);
    }

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var input in _inputs)
            input.Start(new AppDelivery(input, _calls, _context));
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var input in _inputs)
            await input.DisposeAsync();
        foreach (var output in _outputs.Values)
            await output.DisposeAsync();
    }

    // Without the field a binding does whatever its type can.
    private static bool Leads(ComponentSpec spec, string direction) =>
        spec["direction"] is not { Length: > 0 } given || given.Contains(direction, StringComparison.OrdinalIgnoreCase);
}
