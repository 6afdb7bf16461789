using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TrackTok.ServiceDefaults;

namespace TrackTok.TenantData;

/// <summary>
/// Read your writes (SPEC 1.9). A write answers with the ids of the messages it put into the outbox; a read that brings them waits until this service's inbox has them, or
/// two seconds. Messages of kinds that the service does not consume are not waited for, nor are those older than an hour.
/// </summary>
public static class ConsistencyToken
{
    private const int MostMessages = 8;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    internal static string Write(IReadOnlyList<(string Type, Guid Id)> told) =>
        string.Join('.', told.TakeLast(MostMessages).Select(message => $"{message.Type}:{message.Id:N}"));

    /// <summary>The group's reads wait for the writes that a client names in <c>TrackTok-Consistency</c>.</summary>
    public static RouteGroupBuilder WithReadYourWrites<TContext>(this RouteGroupBuilder group)
        where TContext : TenantDbContext
    {
        group.WithMetadata(new ReadYourWritesMetadata());
        group.AddEndpointFilter(async (invocation, next) =>
        {
            var http = invocation.HttpContext;
            if (HttpMethods.IsGet(http.Request.Method) && http.Request.Headers.TryGetValue(HeaderNames.Consistency, out var header))
                await WaitAsync(http.RequestServices.GetRequiredService<TContext>(), header.ToString(), http.RequestServices, http.RequestAborted);
            return await next(invocation);
        });
        return group;
    }

    private static async Task WaitAsync(TenantDbContext context, string token, IServiceProvider services, CancellationToken cancellationToken)
    {
        var time = services.GetRequiredService<TimeProvider>();
        var missing = Read(token, services.GetRequiredService<ConsumedTypes>(), time.GetUtcNow());
        var started = time.GetTimestamp();
        var pause = 2;
        while (missing.Count > 0)
        {
            var handled = await context.Inbox.Where(message => missing.Contains(message.MessageId)).Select(message => message.MessageId).ToListAsync(cancellationToken);
            missing.RemoveAll(handled.Contains);
            if (missing.Count == 0 || time.GetElapsedTime(started) > Patience) return;
            await Task.Delay(TimeSpan.FromMilliseconds(pause), time, cancellationToken);
            pause = Math.Min(pause * 2, 50);
        }
    }

    private static List<Guid> Read(string token, ConsumedTypes consumed, DateTimeOffset now)
    {
        var oldest = now.AddHours(-1).ToUnixTimeMilliseconds();
        var ids = new List<Guid>();
        foreach (var part in token.Split('.', MostMessages + 1).Take(MostMessages))
        {
            var colon = part.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0 || !consumed.Names.Contains(part[..colon]) || !Guid.TryParseExact(part[(colon + 1)..], "N", out var id)) continue;
            // The first 48 bits of a UUID of version 7 are its milliseconds since 1970.
            if (long.Parse(id.ToString("N").AsSpan(0, 12), System.Globalization.NumberStyles.HexNumber, null) >= oldest) ids.Add(id);
        }
        return ids;
    }
}
