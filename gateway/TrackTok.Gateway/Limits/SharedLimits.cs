using System.Security.Cryptography;
using System.Text;
using StackExchange.Redis;
using TrackTok.Gateway.Sessions;
using TrackTok.ServiceDefaults;

namespace TrackTok.Gateway.Limits;

/// <summary>
/// One round trip to Redis for a request: is the session revoked, and is there a permit left in each bucket. Redis runs both as one script, so that no two gateways
/// take the same permit, and a request that is refused takes none.
/// </summary>
internal sealed class SharedLimits(IConnectionMultiplexer redis, TimeProvider time)
{
    // A bucket is the microsecond at which it would be full again (GCRA). Answers: {-1} revoked; else {number of the bucket that refused or 0, used of each bucket}.
    private const string Ask = """
        local n = tonumber(ARGV[3])
        if n > 0 then
          local until_ms = redis.call('ZMSCORE', KEYS[1], unpack(ARGV, 4, 3 + n))
          local issued = tonumber(ARGV[2])
          for i = 1, n do
            if until_ms[i] and tonumber(until_ms[i]) >= issued then return {-1} end
          end
        end
        local count = #KEYS - 1
        if count == 0 then return {0} end
        local now = tonumber(ARGV[1])
        local full = redis.call('MGET', unpack(KEYS, 2))
        local answer = {0}
        for i = 1, count do
          local interval = tonumber(ARGV[2 + n + 2 * i])
          local from = full[i] and tonumber(full[i]) or now
          if from < now then from = now end
          if from + interval - now > tonumber(ARGV[3 + n + 2 * i]) then
            if answer[1] == 0 then answer[1] = i end
            answer[1 + i] = from - now
          else
            full[i] = from + interval
            answer[1 + i] = full[i] - now
          end
        end
        if answer[1] == 0 then
          for i = 1, count do redis.call('SET', KEYS[1 + i], string.format('%.0f', full[i]), 'PX', math.ceil(answer[1 + i] / 1000)) end
        end
        return answer
        """;

    private const string Return = """
        for i = 1, #KEYS do
          if redis.call('EXISTS', KEYS[i]) == 1 then redis.call('DECRBY', KEYS[i], ARGV[i]) end
        end
        """;

    private static readonly byte[] AskHash = Hash(Ask);
    private static readonly RedisKey[] NoBuckets = [RevocationList.Key];

    /// <exception cref="RedisException">Redis does not answer.</exception>
    /// <exception cref="TimeoutException">Redis does not answer in time.</exception>
    internal async ValueTask<Admission> TakeAsync(EdgeSession? session, Bucket? first, Bucket? second)
    {
        var subjects = session?.Subjects ?? [];
        var buckets = (first is null ? 0 : 1) + (second is null ? 0 : 1);
        var keys = buckets == 0 ? NoBuckets : new RedisKey[1 + buckets];
        var values = new RedisValue[3 + subjects.Length + (2 * buckets)];
        values[0] = LocalLimits.Now(time);
        values[1] = session?.IssuedAt ?? 0;
        values[2] = subjects.Length;
        subjects.CopyTo(values, 3);
        keys[0] = RevocationList.Key;
        if (first is { } one) Put(one, 1);
        if (second is { } two) Put(two, 2);

        var answer = await EvaluateAsync(keys, values);
        if (answer[0] < 0) return Admission.Revoked;
        if (first is not { } a) return Admission.Free;
        if (second is not { } b) return new Admission(false, answer[0] != 0, a, answer[1]);
        if (answer[0] != 0) return answer[0] == 1 ? new Admission(false, true, a, answer[1]) : new Admission(false, true, b, answer[2]);
        var (ofA, ofB) = (new Admission(false, false, a, answer[1]), new Admission(false, false, b, answer[2]));
        return ofB.Remaining < ofA.Remaining ? ofB : ofA;

        void Put(Bucket bucket, int at)
        {
            keys[at] = bucket.Key;
            values[1 + subjects.Length + (2 * at)] = bucket.Limit.Interval;
            values[2 + subjects.Length + (2 * at)] = bucket.Limit.Window;
        }
    }

    /// <summary>Puts the permits back, without waiting for Redis to say so.</summary>
    internal void GiveBack(Bucket first, Bucket? second) => redis.GetDatabase().ScriptEvaluate(
        Return,
        second is { } two ? [first.Key, two.Key] : [first.Key],
        second is { } other ? [first.Limit.Interval, other.Limit.Interval] : [first.Limit.Interval],
        CommandFlags.FireAndForget);

    private async ValueTask<long[]> EvaluateAsync(RedisKey[] keys, RedisValue[] values)
    {
        var database = redis.GetDatabase();
        try
        {
            return (long[])(await database.ScriptEvaluateAsync(AskHash, keys, values))!;
        }
        catch (RedisServerException e) when (e.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
        {
            // Redis started anew; sending the text makes it known again.
            return (long[])(await database.ScriptEvaluateAsync(Ask, keys, values))!;
        }
    }

    /// <summary>Redis names scripts by their SHA-1; it is a name here and guards nothing.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5350", Justification = "Redis names scripts by SHA-1.")]
    private static byte[] Hash(string script) => SHA1.HashData(Encoding.UTF8.GetBytes(script));
}
