using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Apps;
using TrackTok.Identity.Data;
using TrackTok.Identity.Mail;
using TrackTok.Identity.Memberships;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;

namespace TrackTok.Identity.ApiKeys;

/// <summary>
/// Makes an API key and tells its text, this once. Its scopes are names of permissions that one's own role includes; without an end it ends in a year. One is mailed that there is a new
/// key. A repetition by <c>Idempotency-Key</c> tells the same text again, because the stored answer is sealed with that key.
/// </summary>
internal static class CreateApiKey
{
    internal static readonly Refusal TooMany = new(RefusalKind.Conflict, "too_many_keys", $"You have {ApiKey.MostOfPerson} keys; revoke one that is not used.");

    internal sealed record CreateApiKeyRequest(string? Name, [property: Required] string[]? Scopes, DateTimeOffset? ExpiresAt) : ICheckedRequest
    {
        public void Check(RequestErrors errors)
        {
            errors.Text(Name, "name", ApiKey.LongestName);
            if (Scopes is not { Length: > 0 }) errors.Add("scopes", "Give at least one name of a permission; see /api/v1/permissions.");
        }
    }

    internal sealed record CreatedApiKeyAnswer(
        Guid Id, string Key, string Name, string[] Scopes, string Ending, Guid UserId, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? LastUsedAt, long Version) : IVersionedAnswer;

    internal static async Task<IResult> HandleAsync(
        CreateApiKeyRequest request, CallerContext caller, IdentityDbContext db, PermissionNames permissions, Mailer mailer, TimeProvider time, CancellationToken cancellationToken)
    {
        var (id, role, now) = (caller.Caller.Person, caller.Caller.Role!.Value, time.GetUtcNow());
        var allowed = await permissions.OfAsync(role, cancellationToken);
        var errors = new RequestErrors();
        foreach (var scope in request.Scopes!.Distinct())
            if (AppScopes.Never.Contains(scope) || !allowed.Contains(scope)) errors.Add("scopes", $"'{Short(scope)}' is no permission that your role includes and a key may have; see /api/v1/permissions.");
        if (request.ExpiresAt <= now) errors.Add("expires_at", "Give a time to come.");
        if (errors.ToRefusal() is { } unfit) return unfit.ToProblem();

        var person = (await db.People.FromSql($"SELECT * FROM people WHERE id = {id} FOR NO KEY UPDATE").AsNoTracking().ToListAsync(cancellationToken))[0];
        if (await db.ApiKeys.CountAsync(key => key.PersonId == id && key.RevokedAt == null && key.ExpiresAt > now, cancellationToken) >= ApiKey.MostOfPerson) return TooMany.ToProblem();
        var (key, text) = ApiKey.Make(db.TenantId, id, request.Name!, request.Scopes!, request.ExpiresAt, now);
        db.Add(key);
        mailer.Add(db, LetterKinds.ApiKeyMade, Letters.Write(LetterKinds.ApiKeyMade, person.Language, person.Email, null, ("name", person.FirstName), ("key", key.Name)));
        await db.SaveChangesAsync(cancellationToken);
        db.AfterCommit(() =>
        {
            mailer.Wake();
            return Task.CompletedTask;
        });
        return TypedResults.Created($"/api/v1/api-keys/{key.Id}", new CreatedApiKeyAnswer(key.Id, text, key.Name, key.Scopes, key.Ending, id, key.CreatedAt, key.ExpiresAt, null, key.Version));
    }

    private static string Short(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
