using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Data;
using TrackTok.Identity.Memberships;
using TrackTok.Identity.SecondFactors;
using TrackTok.Identity.Tokens;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.TenantData;

namespace TrackTok.Identity.ApiKeys;

/// <summary>
/// Gives the gateway, for an API key that a client brings, an access token of a few minutes in the person's present role, so that services know one kind of token only. The gateway
/// keeps it while it lives; a revoked key is in the revocation list by then.
/// </summary>
internal sealed class ApiKeyExchange(IdentityDbContext people, TenantWork tenantWork, MembershipReader memberships, AccessTokens tokens, TimeProvider time)
{
    internal static readonly Refusal Invalid = new(RefusalKind.NotFound, "invalid_api_key", "This API key is not ours, was revoked, or has expired.");

    internal async Task<(string? Token, Refusal? Refusal)> RunAsync(string text, string? address, CancellationToken cancellationToken)
    {
        if (ApiKey.TenantOf(text) is not { } tenantId) return (null, Invalid);
        var now = time.GetUtcNow();
        var hash = SecretText.HashOf(text);
        var key = await tenantWork.RunAsync(tenantId, Caller.System, db => db.ApiKeys.AsNoTracking().SingleOrDefaultAsync(row => row.Hash == hash, cancellationToken));
        if (key is null || !key.IsGood(now)) return (null, Invalid);
        if (await memberships.FindAsync(tenantId, key.PersonId, cancellationToken) is not { } member) return (null, Invalid);
        if (member.Refuse() is { } refusal) return (null, refusal);
        await NoteUseAsync(key, address, now, cancellationToken);
        var until = now + AccessTokens.LifeOfKeys;
        // A key is no way around what its person owes.
        var owes = await SecondFactorDebt.OfAsync(people, member, key.PersonId, cancellationToken);
        return (tokens.ForKey(key.PersonId, tenantId, member.Role, key.Id, key.Scopes, now, key.ExpiresAt < until ? key.ExpiresAt : until, owes), null);
    }

    /// <summary>Whether a token of this key may still be used: what the gateway asks while the revocation list is away.</summary>
    internal Task<bool> StandsAsync(Guid tenantId, Guid keyId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return tenantWork.RunAsync(tenantId, Caller.System, db => db.ApiKeys.AnyAsync(key => key.Id == keyId && key.RevokedAt == null && key.ExpiresAt > now, cancellationToken));
    }

    private Task<int> NoteUseAsync(ApiKey key, string? address, DateTimeOffset now, CancellationToken cancellationToken) => tenantWork.RunAsync(key.TenantId, Caller.System, async db =>
    {
        await using var transaction = await TenantTransaction.BeginAsync(db, cancellationToken);
        var from = address is { Length: > 64 } ? address[..64] : address;
        var noted = await db.ApiKeys.Where(row => row.Id == key.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.LastUsedAt, now).SetProperty(row => row.LastUsedFrom, from), cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        return noted;
    });
}
