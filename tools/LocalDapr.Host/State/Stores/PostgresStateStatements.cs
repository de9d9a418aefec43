using System.Text.RegularExpressions;
using LocalDapr.Resources;

namespace LocalDapr.State.Stores;

/// <summary>SQL of <see cref="PostgresStateStore"/>: version 2 has etags of its own, version 1 takes the row's transaction number. Parameters: $1 key, $2 value, $3 expiry, $4 now, $5 etag.</summary>
internal sealed partial class PostgresStateStatements
{
    private PostgresStateStatements(bool transactionEtags, string table, string metadataTable)
    {
        TransactionEtags = transactionEtags;
        var (expires, updated) = transactionEtags ? ("expiredate", "updatedate") : ("expires_at", "updated_at");
        var binary = transactionEtags ? ", isbinary" : "";
        var isBinary = transactionEtags ? ", true" : "";
        var newEtag = transactionEtags ? "" : ", etag = gen_random_uuid()";
        var etagMatches = transactionEtags ? "xmin::text = $5" : "etag = $5";
        var live = $"({expires} IS NULL OR {expires} >= $4)";
        var replaced = $"value = excluded.value, {updated} = $4, {expires} = excluded.{expires}{newEtag}";
        var insert = $"INSERT INTO {table} AS t (key, value{binary}, {expires}) VALUES ($1, $2{isBinary}, $3) ON CONFLICT (key) DO UPDATE SET {replaced}";
        Set = insert;
        Create = $"{insert} WHERE t.{expires} < $4";
        SetMatching = $"UPDATE {table} SET value = $2, {updated} = $4, {expires} = $3{newEtag} WHERE key = $1 AND {etagMatches} AND {live}";
        Delete = $"DELETE FROM {table} WHERE key = $1";
        DeleteMatching = $"DELETE FROM {table} WHERE key = $1 AND {etagMatches.Replace("$5", "$2", StringComparison.Ordinal)}";
        Get = $"SELECT key, value{(transactionEtags ? "::text" : "")}, {(transactionEtags ? "xmin::text" : "etag::text")}, {expires}{binary} FROM {table} WHERE key = ANY($1) AND ({expires} IS NULL OR {expires} >= $2)";
        Clean = $"DELETE FROM {table} WHERE {expires} < $1";
        Prepare =
        [
            transactionEtags
                ? $"CREATE TABLE IF NOT EXISTS {table} (key text NOT NULL PRIMARY KEY, value jsonb NOT NULL, isbinary boolean NOT NULL, insertdate timestamp with time zone NOT NULL DEFAULT now(), updatedate timestamp with time zone, expiredate timestamp with time zone)"
                : $"CREATE TABLE IF NOT EXISTS {table} (key text NOT NULL PRIMARY KEY, value bytea NOT NULL, etag uuid NOT NULL DEFAULT gen_random_uuid(), created_at timestamp with time zone NOT NULL DEFAULT now(), updated_at timestamp with time zone, expires_at timestamp with time zone)",
            $"CREATE INDEX IF NOT EXISTS {table.Replace('.', '_')}_{expires} ON {table} ({expires})",
            $"CREATE TABLE IF NOT EXISTS {metadataTable} (key text NOT NULL PRIMARY KEY, value text NOT NULL)",
        ];
    }

    /// <summary>True for version 1.</summary>
    public bool TransactionEtags { get; }

    public IReadOnlyList<string> Prepare { get; }

    public string Set { get; }

    public string Create { get; }

    public string SetMatching { get; }

    public string Delete { get; }

    public string DeleteMatching { get; }

    public string Get { get; }

    public string Clean { get; }

    /// <summary>The statements of a component.</summary>
    /// <param name="spec">The component.</param>
    /// <returns>The statements.</returns>
    /// <exception cref="FormatException">A table name is no identifier.</exception>
    public static PostgresStateStatements For(ComponentSpec spec)
    {
        var first = spec.Version == "v1";
        var table = first ? spec["tableName"] is { Length: > 0 } name ? name : "state" : spec["tablePrefix"] + "state";
        var metadataTable = spec["metadataTableName"] is { Length: > 0 } given ? given : "dapr_metadata";
        foreach (var text in new[] { table, metadataTable })
        {
            if (!Identifier().IsMatch(text))
                throw new FormatException($"component {spec.Name} ({spec.Source}): '{text}' is no name of a table");
        }
        return new PostgresStateStatements(first, table, metadataTable);
    }

    [GeneratedRegex(@"^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)?$", RegexOptions.NonBacktracking)]
    private static partial Regex Identifier();
}
