using System.Globalization;
using System.Text.Json;
using LocalDapr.Resources;
using LocalDapr.Storage;
using Npgsql;

namespace LocalDapr.Bindings;

/// <summary><c>bindings.postgresql</c>: runs a statement, with values apart from its text.</summary>
internal sealed class PostgresBinding : IOutputBinding
{
    private readonly NpgsqlDataSource _source;
    private readonly TimeProvider _clock;
    private readonly TimeSpan? _timeout;
    private volatile bool _closed;

    /// <summary>Creates the binding; it connects at the first call.</summary>
    /// <param name="spec">The component.</param>
    /// <param name="clock">Clock of the times it reports.</param>
    /// <exception cref="FormatException">The connection string is malformed.</exception>
    public PostgresBinding(ComponentSpec spec, TimeProvider clock)
    {
        _clock = clock;
        _timeout = Jobs.Times.GoDuration.TryParse(spec["timeout"], out var timeout) && timeout > TimeSpan.Zero ? timeout : null;
        _source = NpgsqlDataSource.Create(PostgresAddress.Of(spec).ConnectionString);
    }

    /// <inheritdoc />
    public IReadOnlyList<string> Operations { get; } = ["exec", "query", "close"];

    /// <inheritdoc />
    public async Task<BindingOutcome> InvokeAsync(BindingRequest request, CancellationToken cancellationToken)
    {
        if (request.Operation == "close")
        {
            _closed = true;
            await _source.DisposeAsync();
            return BindingOutcome.Nothing;
        }

        if (_closed)
            throw new BindingException("closed pool");
        var sql = request["sql"] ?? throw new BindingException($"required metadata not set: sql");
        using var limit = new CancellationTokenSource(_timeout ?? Timeout.InfiniteTimeSpan, _clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        var (began, start) = (_clock.GetUtcNow(), _clock.GetTimestamp());
        await using var command = _source.CreateCommand(sql);
        foreach (var value in Parameters(request["params"]))
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        try
        {
            byte[] data = [];
            int? affected = null;
            if (request.Operation == "exec")
                affected = await command.ExecuteNonQueryAsync(both.Token);
            else
                data = await RowsAsync(command, both.Token);
            return new BindingOutcome(data, Metadata(request, sql, began, _clock.GetElapsedTime(start), affected));
        }
        catch (NpgsqlException e)
        {
            throw new BindingException($"error executing {request.Operation}: {e.Message}", e);
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private static IEnumerable<object> Parameters(string? json)
    {
        if (json is null)
            return [];
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Array
                ? [.. document.RootElement.EnumerateArray().Select(Value)]
                : throw new BindingException("invalid metadata property params: it must be a JSON array");
        }
        catch (JsonException e)
        {
            throw new BindingException($"invalid metadata property params: failed deserializing into an array: {e.Message}", e);
        }
    }

    private static object Value(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Null => DBNull.Value,
        JsonValueKind.True or JsonValueKind.False => element.GetBoolean(),
        JsonValueKind.Number => element.TryGetInt64(out var whole) ? whole : element.GetDouble(),
        JsonValueKind.String => element.GetString()!,
        _ => element.GetRawText(),
    };

    private static async Task<byte[]> RowsAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        var rows = new List<object?[]>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var row = new object?[reader.FieldCount];
            for (var i = 0; i < row.Length; i++)
                row[i] = await reader.IsDBNullAsync(i, cancellationToken) ? null : reader.GetValue(i);
            rows.Add(row);
        }

        return JsonSerializer.SerializeToUtf8Bytes(rows);
    }

    private static Dictionary<string, string> Metadata(BindingRequest request, string sql, DateTimeOffset began, TimeSpan took, int? affected)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["operation"] = request.Operation,
            ["sql"] = sql,
            ["start-time"] = began.ToString("O", CultureInfo.InvariantCulture),
            ["end-time"] = (began + took).ToString("O", CultureInfo.InvariantCulture),
            ["duration"] = string.Create(CultureInfo.InvariantCulture, $"{took.TotalMilliseconds:0.######}ms"),
        };
        if (affected is { } rows)
            metadata["rows-affected"] = rows.ToString(CultureInfo.InvariantCulture);
        return metadata;
    }
}
