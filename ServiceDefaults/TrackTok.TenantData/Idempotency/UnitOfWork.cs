using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;

namespace TrackTok.TenantData;

/// <summary>
/// One transaction around every write of the API. It commits when the use case succeeds and rolls back when it refuses; a POST with an <c>Idempotency-Key</c> stores its answer
/// in the same transaction, and finds the stored one when it comes again. Use cases save, and never commit.
/// </summary>
public static class UnitOfWork
{
    /// <summary>Puts the group's writes (POST, PUT, PATCH, DELETE) into transactions of this context.</summary>
    public static RouteGroupBuilder WithTransactions<TContext>(this RouteGroupBuilder group)
        where TContext : TenantDbContext
    {
        group.AddEndpointFilterFactory((factory, next) =>
        {
            var bodies = factory.MethodInfo.GetParameters().Where(parameter => IsBody(parameter.ParameterType)).Select(parameter => parameter.Position).ToArray();
            return invocation => IsWrite(invocation.HttpContext) ? RunAsync<TContext>(invocation, next, bodies) : next(invocation);
        });
        return group;
    }

    /// <summary>The route keeps its own transactions: what it must not undo when it refuses, such as counting failed sign-ins.</summary>
    public static TBuilder WithoutTransaction<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new NoTransaction());

    private sealed record NoTransaction;

    private static bool IsWrite(HttpContext http) =>
        !HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method) && http.GetEndpoint()?.Metadata.GetMetadata<NoTransaction>() is null;

    /// <summary>What tells one request from another under the same key: the parts that were bound from body or query.</summary>
    private static bool IsBody(Type type) => type.Namespace is { } name && name.StartsWith("TrackTok", StringComparison.Ordinal) && type.Name.EndsWith("Request", StringComparison.Ordinal);

    private static async ValueTask<object?> RunAsync<TContext>(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next, int[] bodies)
        where TContext : TenantDbContext
    {
        var http = invocation.HttpContext;
        var services = http.RequestServices;
        var context = services.GetRequiredService<TContext>();
        var cancellationToken = http.RequestAborted;
        var (claim, unfit) = HttpMethods.IsPost(http.Request.Method) ? Claim(invocation, bodies) : (null, null);
        if (unfit is not null) return unfit.ToProblem();

        // A refused save ends the whole transaction anyway; releasing a savepoint would cost a round trip.
        context.Database.AutoSavepointsEnabled = false;
        await using var transaction = await TenantTransaction.BeginAsync(context, claim, cancellationToken);
        if (claim?.Stored is { } stored) return stored.Matches(claim) ? stored : Reused.ToProblem();
        if (claim is { Taken: false }) return Running.ToProblem();

        var result = Versioned.Finish(http, await next(invocation));
        var outcome = result is INestedHttpResult nested ? nested.Result : result;
        if ((outcome as IStatusCodeHttpResult)?.StatusCode is >= 400 and var refused)
        {
            await transaction.RollbackAsync(CancellationToken.None);
            if (claim is not null && IsDeterministic(refused)) await StoreAsync(context, claim, await CapturedAnswer.OfAsync(http, result), services);
            return result;
        }
        if (context.Journal.Told.Count > 0) http.Response.Headers[HeaderNames.Consistency] = ConsistencyToken.Write(context.Journal.Told);
        if (claim is null)
        {
            await transaction.CommitAsync(CancellationToken.None);
        }
        else
        {
            var answer = await CapturedAnswer.OfAsync(http, result);
            await CommitWithAsync(context, transaction, claim, answer, services.GetRequiredService<TimeProvider>());
            result = answer;
        }
        if (context.Journal.Told.Count > 0) services.GetRequiredService<OutboxSignal>().Wake();
        foreach (var action in context.Journal.AfterCommit) await action();
        return result;
    }

    private static readonly Refusal Reused = new(RefusalKind.Invalid, "idempotency_key_reused", "This Idempotency-Key was used for another request; give each request a key of its own.");
    private static readonly Refusal Running = new(RefusalKind.Conflict, "idempotency_key_in_progress", "The first request with this key is still being worked on.") { RetryAfterSeconds = 1 };

    private static bool IsDeterministic(int status) => status is >= 400 and < 500 and not (401 or 403 or 429);

    private static (IdempotencyClaim? Claim, Refusal? Unfit) Claim(EndpointFilterInvocationContext invocation, int[] bodies)
    {
        var http = invocation.HttpContext;
        if (!http.Request.Headers.TryGetValue(HeaderNames.IdempotencyKey, out var header)) return (null, null);
        var key = header.ToString();
        if (key.Length is 0 or > 255 || key.Any(c => c is < '!' or > '~'))
            return (null, new Refusal(RefusalKind.Invalid, "idempotency_key_invalid", "An Idempotency-Key has 1 to 255 visible ASCII characters."));
        var tenant = http.RequestServices.GetRequiredService<TenantContext>();
        var caller = http.RequestServices.GetRequiredService<CallerContext>().Caller;
        var scope = SHA256.HashData(Encoding.UTF8.GetBytes($"{(tenant.IsSet ? tenant.TenantId : Guid.Empty)}\n{caller.Subject}\n{key}"));
        using var request = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        request.AppendData(Encoding.UTF8.GetBytes($"{http.Request.Method} {http.Request.Path.Value?.TrimEnd('/')}{http.Request.QueryString}\n"));
        foreach (var body in bodies)
            if (invocation.Arguments[body] is { } argument) request.AppendData(JsonSerializer.SerializeToUtf8Bytes(argument, argument.GetType(), JsonDefaults.Options));
        return (new IdempotencyClaim(scope, request.GetHashAndReset()), null);
    }

    /// <summary>The stored answer and the commit travel together: one round trip.</summary>
    private static async Task CommitWithAsync(TenantDbContext context, IDbContextTransaction transaction, IdempotencyClaim claim, CapturedAnswer answer, TimeProvider time)
    {
        var connection = (NpgsqlConnection)context.Database.GetDbConnection();
        await using var batch = new NpgsqlBatch(connection, (NpgsqlTransaction)transaction.GetDbTransaction());
        batch.BatchCommands.Add(answer.Insert(claim, time.GetUtcNow()));
        batch.BatchCommands.Add(new NpgsqlBatchCommand("COMMIT"));
        await batch.ExecuteNonQueryAsync(CancellationToken.None);
    }

    private static async Task StoreAsync(TenantDbContext context, IdempotencyClaim claim, CapturedAnswer answer, IServiceProvider services)
    {
        context.ChangeTracker.Clear();
        await context.Database.OpenConnectionAsync();
        try
        {
            await using var batch = new NpgsqlBatch((NpgsqlConnection)context.Database.GetDbConnection());
            batch.BatchCommands.Add(answer.Insert(claim, services.GetRequiredService<TimeProvider>().GetUtcNow()));
            await batch.ExecuteNonQueryAsync();
        }
        finally
        {
            await context.Database.CloseConnectionAsync();
        }
    }
}

/// <summary>Takes the key for this transaction, unless it is taken or has its answer already; rides in the first round trip.</summary>
internal sealed class IdempotencyClaim(byte[] scope, byte[] request) : FirstBatch
{
    internal byte[] Scope => scope;

    internal byte[] Request => request;

    /// <summary>False when another request with this key is at work.</summary>
    internal bool Taken { get; private set; }

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
        if (await reader.ReadAsync(cancellationToken))
            Stored = new StoredAnswer(reader.GetFieldValue<byte[]>(0), reader.GetInt32(1), reader.GetString(2), reader.GetFieldValue<byte[]>(3));
    }
}

/// <summary>An answer given before, given again.</summary>
internal sealed record StoredAnswer(byte[] Request, int Status, string Headers, byte[] Body) : IResult
{
    internal bool Matches(IdempotencyClaim claim) => Request.AsSpan().SequenceEqual(claim.Request);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        foreach (var (name, value) in JsonSerializer.Deserialize<Dictionary<string, string>>(Headers)!) response.Headers[name] = value;
        response.Headers[HeaderNames.IdempotencyReplayed] = "true";
        if (Body.Length > 0) await response.Body.WriteAsync(Body, httpContext.RequestAborted);
    }
}

/// <summary>An answer written to memory first, so that it can be stored with the effect and sent after the commit.</summary>
internal sealed record CapturedAnswer(int Status, Dictionary<string, string> Headers, byte[] Body) : IResult, IStatusCodeHttpResult
{
    private static readonly string[] Kept = ["Location", "ETag", "Content-Type", HeaderNames.Consistency, HeaderNames.PlanWarning, "Link"];

    int? IStatusCodeHttpResult.StatusCode => Status;

    internal static async Task<CapturedAnswer> OfAsync(HttpContext http, object? result)
    {
        var response = http.Response;
        var real = response.Body;
        using var memory = new MemoryStream();
        response.Body = memory;
        try
        {
            if (result is IResult answer) await answer.ExecuteAsync(http);
            else if (result is not null) await response.WriteAsJsonAsync(result, result.GetType());
            await response.BodyWriter.FlushAsync();
        }
        finally
        {
            response.Body = real;
        }
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in Kept) if (response.Headers.TryGetValue(name, out var value)) headers[name] = value.ToString();
        return new CapturedAnswer(response.StatusCode, headers, memory.ToArray());
    }

    internal NpgsqlBatchCommand Insert(IdempotencyClaim claim, DateTimeOffset now)
    {
        var insert = new NpgsqlBatchCommand("INSERT INTO idempotency_records (scope, request, status, headers, body, created_at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING");
        insert.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = claim.Scope });
        insert.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = claim.Request });
        insert.Parameters.Add(new NpgsqlParameter<int> { TypedValue = Status });
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = JsonSerializer.Serialize(Headers) });
        insert.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = Body });
        insert.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = now });
        return insert;
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = Status;
        if (Body.Length > 0) await httpContext.Response.Body.WriteAsync(Body, httpContext.RequestAborted);
    }
}
