using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;

namespace TrackTok.TenantData;

/// <summary>
/// One transaction around every write of the API. It commits when the use case succeeds and rolls back when it refuses; a POST with an <c>Idempotency-Key</c> stores its answer
/// in the same transaction, and finds the stored one when it comes again. Use cases save, and never commit. One that loses a race runs again on what the winner left
/// (<see cref="LostRace"/>), so it must do nothing outside of its transaction but by <see cref="TenantDbContext.AfterCommit"/>.
/// </summary>
public static class UnitOfWork
{
    /// <summary>Puts the group's writes (POST, PUT, PATCH, DELETE) into transactions of this context.</summary>
    public static RouteGroupBuilder WithTransactions<TContext>(this RouteGroupBuilder group)
        where TContext : TenantDbContext
    {
        group.WithMetadata(new TransactionMetadata());
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
        var (claim, unfit) = HttpMethods.IsPost(http.Request.Method) ? IdempotencyClaim.Of(invocation, bodies) : (null, null);
        if (unfit is not null) return unfit.ToProblem();

        // A refused save ends the whole transaction anyway; releasing a savepoint would cost a round trip.
        context.Database.AutoSavepointsEnabled = false;
        for (var attempt = 1; ; attempt++)
        {
            object? result;
            try
            {
                FirstBatch? first = attempt == 1 ? claim : LostRace.InLine(http, context, claim);
                result = await AttemptAsync(invocation, next, context, claim, first, cancellationToken);
            }
            catch (Exception e) when (attempt < LostRace.MostAttempts && LostRace.Is(e))
            {
                context.ChangeTracker.Clear();
                context.Journal.Clear();
                foreach (var header in CapturedAnswer.Kept) http.Response.Headers.Remove(header);
                continue;
            }
            if (context.Journal.Told.Count > 0) services.GetRequiredService<OutboxSignal>().Wake();
            foreach (var action in context.Journal.AfterCommit) await action();
            return result;
        }
    }

    /// <summary>Runs the use case in a transaction, to its end; what a refusal leaves behind in the journal has come to nothing.</summary>
    private static async Task<object?> AttemptAsync(
        EndpointFilterInvocationContext invocation, EndpointFilterDelegate next, TenantDbContext context, IdempotencyClaim? claim, FirstBatch? first, CancellationToken cancellationToken)
    {
        var http = invocation.HttpContext;
        await using var transaction = await TenantTransaction.BeginAsync(context, first, cancellationToken);
        if (claim?.Stored is { } stored) return stored;
        if (claim is { IsReused: true }) return IdempotencyKey.Reused.ToProblem();
        if (claim is { Taken: false }) return Running.ToProblem();

        object? result;
        context.Journal.Appended.AreWritten = true;
        try
        {
            result = Versioned.Finish(http, await next(invocation));
        }
        catch
        {
            context.Journal.Appended.Clear();
            throw;
        }
        finally
        {
            context.Journal.Appended.AreWritten = false;
        }
        var outcome = result is INestedHttpResult nested ? nested.Result : result;
        if ((outcome as IStatusCodeHttpResult)?.StatusCode is >= 400 and var refused)
        {
            await transaction.RollbackAsync(CancellationToken.None);
            context.Journal.Clear();
            if (claim is not null && IsDeterministic(refused)) await StoreAsync(context, claim, await CapturedAnswer.OfAsync(http, result), http.RequestServices);
            return result;
        }
        if (context.Journal.Told.Count > 0) http.Response.Headers[HeaderNames.Consistency] = ConsistencyToken.Write(context.Journal.Told);
        if (claim is null)
        {
            await CommitAsync(context, null);
            return result;
        }
        var answer = await CapturedAnswer.OfAsync(http, result);
        await CommitAsync(context, answer.Insert(claim, http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow()));
        return answer;
    }

    private static readonly Refusal Running = new(RefusalKind.Conflict, "idempotency_key_in_progress", "The first request with this key is still being worked on.") { RetryAfterSeconds = 1 };

    private static bool IsDeterministic(int status) => status is >= 400 and < 500 and not (401 or 403 or 412 or 429);

    /// <summary>What was appended, the answer to be stored and the commit travel together: one round trip.</summary>
    private static async Task CommitAsync(TenantDbContext context, NpgsqlBatchCommand? answer)
    {
        await using var batch = TenantTransaction.Batch(context, out _);
        context.Journal.Appended.WriteInto(batch, context);
        if (answer is not null) batch.BatchCommands.Add(answer);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("COMMIT"));
        await batch.ExecuteNonQueryAsync(CancellationToken.None);
        context.Journal.Appended.Clear();
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
