namespace LocalDapr.State.Stores;

/// <summary>Scripts on the hash of a key: <c>data</c>, <c>version</c> (the etag) and the mark <c>first-write</c>.</summary>
internal static class RedisScripts
{
    /// <summary>Saves. ARGV: required version or 0, data, 1 for first-write, expiry in seconds (0 for none, empty to leave it). A marked key takes no save without its version; a version for a missing key is not looked at.</summary>
    public const string Save = """
        local version = redis.pcall('HGET', KEYS[1], 'version')
        if type(version) == 'table' then
          redis.call('DEL', KEYS[1])
          version = false
        end
        if version and version ~= '' and version ~= ARGV[1] then
          if ARGV[1] ~= '0' or redis.call('HEXISTS', KEYS[1], 'first-write') == 1 then
            return redis.error_reply('ERR failed to set key ' .. KEYS[1])
          end
        end
        redis.call('HSET', KEYS[1], 'data', ARGV[2])
        if ARGV[3] == '1' then
          redis.call('HSET', KEYS[1], 'first-write', 0)
        end
        if ARGV[4] == '0' then
          redis.call('PERSIST', KEYS[1])
        elseif ARGV[4] ~= '' then
          redis.call('EXPIRE', KEYS[1], ARGV[4])
        end
        return redis.call('HINCRBY', KEYS[1], 'version', 1)
        """;

    /// <summary>Deletes. ARGV: required version, or 0.</summary>
    public const string Delete = """
        local version = redis.pcall('HGET', KEYS[1], 'version')
        if ARGV[1] ~= '0' and type(version) == 'string' and version ~= '' and version ~= ARGV[1] then
          return redis.error_reply('ERR failed to delete ' .. KEYS[1])
        end
        return redis.call('DEL', KEYS[1])
        """;
}
