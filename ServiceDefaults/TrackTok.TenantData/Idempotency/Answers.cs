using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Npgsql;
using TrackTok.ServiceDefaults;

namespace TrackTok.TenantData;

/// <summary>An answer given before, given again.</summary>
internal sealed record StoredAnswer(int Status, string Headers, byte[] Body) : IResult
{
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
    /// <summary>The headers that belong to an answer.</summary>
    internal static readonly string[] Kept = ["Location", "ETag", "Content-Type", "Cache-Control", HeaderNames.Consistency, HeaderNames.PlanWarning, "Link"];

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
        insert.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = claim.Seal(Body) });
        insert.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = now });
        return insert;
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = Status;
        if (Body.Length > 0) await httpContext.Response.Body.WriteAsync(Body, httpContext.RequestAborted);
    }
}
