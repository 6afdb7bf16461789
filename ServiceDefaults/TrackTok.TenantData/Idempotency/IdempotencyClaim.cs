using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;

namespace TrackTok.TenantData;

/// <summary>Takes the key for this transaction, unless it is taken or has its answer already; rides in the first round trip.</summary>
internal sealed class IdempotencyClaim(byte[] scope, byte[] request, AnswerSeal seal) : FirstBatch
{
    /// <summary>Reads the request's key; no claim without one, a refusal for one that is no key.</summary>
    internal static (IdempotencyClaim? Claim, Refusal? Unfit) Of(EndpointFilterInvocationContext invocation, int[] bodies)
    {
        var http = invocation.HttpContext;
        var (key, unfit) = IdempotencyKey.Read(http.Request);
        if (key is null) return (null, unfit);
        var tenant = http.RequestServices.GetRequiredService<TenantContext>();
        var caller = http.RequestServices.GetRequiredService<CallerContext>().Caller;
        var scope = SHA256.HashData(Encoding.UTF8.GetBytes($"{(tenant.IsSet ? tenant.TenantId : Guid.Empty)}\n{caller.Subject}\n{key}"));
        using var request = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        request.AppendData(Encoding.UTF8.GetBytes($"{http.Request.Method} {http.Request.Path.Value?.TrimEnd('/')}{http.Request.QueryString}\n"));
        foreach (var body in bodies)
            if (invocation.Arguments[body] is { } argument) request.AppendData(JsonSerializer.SerializeToUtf8Bytes(argument, argument.GetType(), JsonDefaults.Options));
        return (new IdempotencyClaim(scope, request.GetHashAndReset(), AnswerSeal.Of(key, scope)), null);
    }

    internal byte[] Scope => scope;

    internal byte[] Request => request;

    /// <summary>False when another request with this key is at work.</summary>
    internal bool Taken { get; private set; }

    /// <summary>The key was used for another request.</summary>
    internal bool IsReused { get; private set; }

    internal StoredAnswer? Stored { get; private set; }

    public override void Add(NpgsqlBatch batch)
    {
        var take = new NpgsqlBatchCommand("SELECT pg_try_advisory_xact_lock($1)");
        take.Parameters.Add(new NpgsqlParameter<long> { TypedValue = BitConverter.ToInt64(scope) });
        batch.BatchCommands.Add(take);
        // A statement of its own, so that it sees what the holder of the lock committed.
        var find = new NpgsqlBatchCommand("SELECT request, status, headers, body FROM idempotency_records WHERE scope = $1");
        find.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = scope });
        batch.BatchCommands.Add(find);
    }

    public override async Task ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        await reader.ReadAsync(cancellationToken);
        Taken = reader.GetBoolean(0);
        await reader.NextResultAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken)) return;
        IsReused = !reader.GetFieldValue<byte[]>(0).AsSpan().SequenceEqual(request);
        if (!IsReused) Stored = new StoredAnswer(reader.GetInt32(1), reader.GetString(2), seal.Open(reader.GetFieldValue<byte[]>(3)));
    }

    internal byte[] Seal(ReadOnlySpan<byte> answer) => seal.Seal(answer);
}
