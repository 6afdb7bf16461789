using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace TrackTok.TenantData;

/// <summary>
/// A write that lost to another of the same moment: the row that it had read was changed since, what it was about to insert is there now, or it stood in a deadlock. That is no fault of the client's,
/// so it runs again and finds what the winner left: room for its change, or the state's own refusal. A client that named a version by <c>If-Match</c> is told then what differs (412).
/// </summary>
internal static class LostRace
{
    /// <summary>Losers wait for each other, so only newcomers can beat them again.</summary>
    internal const int MostAttempts = 6;

    internal static bool Is(Exception exception) => exception switch
    {
        DbUpdateConcurrencyException => true,
        PostgresException { SqlState: PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable } => true,
        DbUpdateException { InnerException: PostgresException inner } => Is(inner),
        InvalidOperationException { InnerException: { } inner } => Is(inner),
        _ => false,
    };

    /// <summary>The first round trip of a repetition: it waits in line with all that lost at the same address, before it holds any row.</summary>
    internal static FirstBatch InLine(HttpContext http, TenantDbContext context, FirstBatch? then)
    {
        var place = $"{(context.HasTenant ? context.TenantId : Guid.Empty)}\n{http.Request.Path.Value?.TrimEnd('/')}";
        return new Line(BitConverter.ToInt64(SHA256.HashData(Encoding.UTF8.GetBytes(place))), then);
    }

    private sealed class Line(long key, FirstBatch? then) : FirstBatch
    {
        public override void Add(NpgsqlBatch batch)
        {
            var wait = new NpgsqlBatchCommand("SELECT pg_advisory_xact_lock($1)");
            wait.Parameters.Add(new NpgsqlParameter<long> { TypedValue = key });
            batch.BatchCommands.Add(wait);
            then?.Add(batch);
        }

        public override async Task ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
        {
            if (then is null) return;
            await reader.NextResultAsync(cancellationToken);
            await then.ReadAsync(reader, cancellationToken);
        }
    }
}
