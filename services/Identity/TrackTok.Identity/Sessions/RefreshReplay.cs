using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Data;
using TrackTok.ServiceDefaults;
using TrackTok.TenantData;

namespace TrackTok.Identity.Sessions;

/// <summary>
/// The answer to a refresh, kept a minute for the client that did not hear it and repeats the same request under the same <c>Idempotency-Key</c> (SPEC 1.6). It is sealed with that key and the token that was
/// used, of both of which the database has but hashes. It is given only while the session lives and the token in it is unused: after that, as without the key, a second use is a second use.
/// </summary>
internal sealed class RefreshReplay
{
    internal static readonly TimeSpan Life = TimeSpan.FromMinutes(1);

    private readonly byte[] _scope;
    private readonly byte[] _request;
    private readonly AnswerSeal _seal;

    internal RefreshReplay(Guid sessionId, string token, string key)
    {
        _scope = SHA256.HashData(Encoding.UTF8.GetBytes($"refresh\n{sessionId}\n{key}"));
        _request = RefreshToken.HashOf(token);
        _seal = AnswerSeal.Of($"{key}\n{token}", _scope);
    }

    /// <summary>True when the key went with another token of the session before.</summary>
    internal Task<bool> IsReusedAsync(IdentityDbContext db, CancellationToken cancellationToken) =>
        db.Idempotency.AnyAsync(record => record.Scope == _scope && record.Request != _request, cancellationToken);

    /// <summary>What is kept of an answer, to be saved with the exchange.</summary>
    internal IdempotencyRecord Keep(SessionTokens tokens, DateTimeOffset now) => new()
    {
        Scope = _scope,
        Request = _request,
        Status = StatusCodes.Status200OK,
        Headers = "{}",
        Body = _seal.Seal(JsonSerializer.SerializeToUtf8Bytes(tokens, JsonDefaults.Options)),
        CreatedAt = now,
    };

    /// <summary>The tokens that the first of the same requests got; null when there are none to be given again.</summary>
    internal async Task<SessionTokens?> FindAsync(IdentityDbContext db, DateTimeOffset now)
    {
        var earliest = now - Life;
        var kept = await db.Idempotency.AsNoTracking().SingleOrDefaultAsync(record => record.Scope == _scope && record.Request == _request && record.CreatedAt > earliest);
        if (kept is null) return null;
        var tokens = JsonSerializer.Deserialize<SessionTokens>(_seal.Open(kept.Body), JsonDefaults.Options)!;
        var next = RefreshToken.HashOf(tokens.RefreshToken);
        var living = db.Sessions.Where(session => session.Id == tokens.SessionId && session.EndedAt == null);
        return await db.RefreshTokens.AnyAsync(token => token.Hash == next && token.UsedAt == null && living.Any()) ? tokens : null;
    }
}
