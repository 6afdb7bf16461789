using System.Security.Cryptography;
using System.Text;
using StackExchange.Redis;
using TrackTok.Gateway.Sessions;
using TrackTok.ServiceDefaults;

namespace TrackTok.Gateway.Limits;

/// <summary>
/// One round trip to Redis for a request: is the session revoked, and is there a permit left in each bucket. Redis runs both as one script, so that no two gateways
/// take the same permit, and a request that is refused takes none. What is asked while an answer is on its way is asked together, right after it: the more requests there are, the
/// fewer questions each of them costs, and nobody waits for a question that nobody has asked.
/// </summary>
internal sealed class SharedLimits(IConnectionMultiplexer redis, TimeProvider time)
{
    // A bucket is the microsecond at which it would be full again (GCRA). ARGV: the time, then for each question the time of issue, how many subjects and how many buckets it has, its
    // subjects, interval and window of its buckets, whose keys come in the same order. Answers to each: {-1} revoked; else {number of the bucket that refused or 0, used of each bucket}.
    private const string Ask = """
        local now = tonumber(ARGV[1])
        local answers = {}
        local key, arg = 2, 2
        while arg <= #ARGV do
          local issued, n, count = tonumber(ARGV[arg]), tonumber(ARGV[arg + 1]), tonumber(ARGV[arg + 2])
          local answer = {0}
          if n > 0 then
            local until_ms = redis.call('ZMSCORE', KEYS[1], unpack(ARGV, arg + 3, arg + 2 + n))
            for i = 1, n do
              if until_ms[i] and tonumber(until_ms[i]) >= issued then answer[1] = -1 end
            end
          end
          if answer[1] == 0 and count > 0 then
            local bucket = arg + 1 + n
            local full = redis.call('MGET', unpack(KEYS, key, key + count - 1))
            for i = 1, count do
              local interval = tonumber(ARGV[bucket + 2 * i])
              local from = full[i] and tonumber(full[i]) or now
              if from < now then from = now end
              if from + interval - now > tonumber(ARGV[bucket + 1 + 2 * i]) then
                if answer[1] == 0 then answer[1] = i end
                answer[1 + i] = from - now
              else
                full[i] = from + interval
                answer[1 + i] = full[i] - now
              end
            end
            if answer[1] == 0 then
              for i = 1, count do redis.call('SET', KEYS[key + i - 1], string.format('%.0f', full[i]), 'PX', math.ceil(answer[1 + i] / 1000)) end
            end
          end
          answers[#answers + 1] = answer
          key = key + count
          arg = arg + 3 + n + 2 * count
        end
        return answers
        """;

    private const string Return = """
        for i = 1, #KEYS do
          if redis.call('EXISTS', KEYS[i]) == 1 then redis.call('DECRBY', KEYS[i], ARGV[i]) end
        end
        """;

    private static readonly byte[] AskHash = Hash(Ask);

    /// <summary>So many questions are asked together at most; Redis answers nobody else meanwhile.</summary>
    private const int MostTogether = 64;

    private readonly Lock _gate = new();
    private readonly Queue<Question> _waiting = [];
    private bool _isAsking;

    /// <exception cref="RedisException">Redis does not answer.</exception>
    /// <exception cref="TimeoutException">Redis does not answer in time.</exception>
    internal async ValueTask<Admission> TakeAsync(EdgeSession? session, Bucket? first, Bucket? second)
    {
        var answer = await AnswerAsync(new Question(session, first, second));
        if (answer[0] < 0) return Admission.Revoked;
        if (first is not { } a) return Admission.Free;
        if (second is not { } b) return new Admission(false, answer[0] != 0, a, answer[1]);
        if (answer[0] != 0) return answer[0] == 1 ? new Admission(false, true, a, answer[1]) : new Admission(false, true, b, answer[2]);
        var (ofA, ofB) = (new Admission(false, false, a, answer[1]), new Admission(false, false, b, answer[2]));
        return ofB.Remaining < ofA.Remaining ? ofB : ofA;
    }

    /// <summary>Puts the permits back, without waiting for Redis to say so.</summary>
    internal void GiveBack(Bucket first, Bucket? second) => redis.GetDatabase().ScriptEvaluate(
        Return,
        second is { } two ? [first.Key, two.Key] : [first.Key],
        second is { } other ? [first.Limit.Interval, other.Limit.Interval] : [first.Limit.Interval],
        CommandFlags.FireAndForget);

    /// <summary>Asks, or lets it be asked with others as soon as the answers that are on their way have come.</summary>
    private async ValueTask<long[]> AnswerAsync(Question question)
    {
        bool isAlone;
        lock (_gate)
        {
            isAlone = !_isAsking;
            _isAsking = true;
            if (!isAlone) _waiting.Enqueue(question);
        }
        if (!isAlone) return await question.Answered.Task;
        try
        {
            var answers = await EvaluateAsync([question]);
            GoOn();
            return answers[0];
        }
        catch (Exception e)
        {
            GiveUp(e);
            throw;
        }
    }

    private async Task AskTogetherAsync(List<Question> questions)
    {
        try
        {
            var answers = await EvaluateAsync(questions);
            GoOn();
            for (var i = 0; i < questions.Count; i++) questions[i].Answered.TrySetResult(answers[i]);
        }
        catch (Exception e)
        {
            GiveUp(e);
            foreach (var question in questions) question.Answered.TrySetException(e);
        }
    }

    /// <summary>Asks what has come meanwhile.</summary>
    private void GoOn()
    {
        var next = new List<Question>();
        lock (_gate)
        {
            while (next.Count < MostTogether && _waiting.TryDequeue(out var question)) next.Add(question);
            _isAsking = next.Count > 0;
        }
        if (next.Count > 0) _ = AskTogetherAsync(next);
    }

    /// <summary>Who has come meanwhile would only wait as long in vain.</summary>
    private void GiveUp(Exception failure)
    {
        Question[] meanwhile;
        lock (_gate)
        {
            meanwhile = [.. _waiting];
            _waiting.Clear();
            _isAsking = false;
        }
        foreach (var question in meanwhile) question.Answered.TrySetException(failure);
    }

    private async Task<long[][]> EvaluateAsync(List<Question> questions)
    {
        var keys = new RedisKey[1 + questions.Sum(question => question.Buckets)];
        var values = new RedisValue[1 + questions.Sum(question => question.Values)];
        (keys[0], values[0]) = (RevocationList.Key, LocalLimits.Now(time));
        var (key, value) = (1, 1);
        foreach (var question in questions)
        {
            question.Write(keys.AsSpan(key), values.AsSpan(value));
            (key, value) = (key + question.Buckets, value + question.Values);
        }
        var database = redis.GetDatabase();
        RedisResult result;
        try
        {
            result = await database.ScriptEvaluateAsync(AskHash, keys, values);
        }
        catch (RedisServerException e) when (e.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
        {
            // Redis started anew; sending the text makes it known again.
            result = await database.ScriptEvaluateAsync(Ask, keys, values);
        }
        return Array.ConvertAll((RedisResult[])result!, answer => (long[])answer!);
    }

    /// <summary>Redis names scripts by their SHA-1; it is a name here and guards nothing.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5350", Justification = "Redis names scripts by SHA-1.")]
    private static byte[] Hash(string script) => SHA1.HashData(Encoding.UTF8.GetBytes(script));

    /// <summary>What one request wants to know.</summary>
    private sealed class Question(EdgeSession? session, Bucket? first, Bucket? second)
    {
        private readonly RedisValue[] _subjects = session?.Subjects ?? [];

        // Whoever waits goes on where the answers are read: nothing in the gateway blocks.
        internal TaskCompletionSource<long[]> Answered { get; } = new();

        internal int Buckets { get; } = (first is null ? 0 : 1) + (second is null ? 0 : 1);

        internal int Values => 3 + _subjects.Length + (2 * Buckets);

        internal void Write(Span<RedisKey> keys, Span<RedisValue> values)
        {
            values[0] = session?.IssuedAt ?? 0;
            values[1] = _subjects.Length;
            values[2] = Buckets;
            _subjects.CopyTo(values[3..]);
            if (first is { } one) Put(one, 0, keys, values);
            if (second is { } two) Put(two, 1, keys, values);
        }

        private void Put(Bucket bucket, int at, Span<RedisKey> keys, Span<RedisValue> values)
        {
            keys[at] = bucket.Key;
            values[3 + _subjects.Length + (2 * at)] = bucket.Limit.Interval;
            values[4 + _subjects.Length + (2 * at)] = bucket.Limit.Window;
        }
    }
}
