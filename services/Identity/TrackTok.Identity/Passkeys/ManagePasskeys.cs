using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Data;
using TrackTok.Identity.Mail;
using TrackTok.Identity.SecondFactors;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;

namespace TrackTok.Identity.Passkeys;

/// <summary>One's own passkeys, the oldest first; there are never many.</summary>
internal static class ListPasskeys
{
    internal static async Task<IResult> HandleAsync(CallerContext caller, IdentityDbContext db, CancellationToken cancellationToken)
    {
        var id = caller.Caller.Person;
        var passkeys = await db.Passkeys.AsNoTracking().Where(passkey => passkey.PersonId == id).OrderBy(passkey => passkey.Id).ToListAsync(cancellationToken);
        return TypedResults.Ok(new Page<PasskeyAnswer>(passkeys.ConvertAll(PasskeyAnswer.From), null, false));
    }
}

/// <param name="Domain">The domain whose pages can use it.</param>
/// <param name="Synced">True when it is kept on several devices, or in a cloud.</param>
internal sealed record PasskeyAnswer(Guid Id, string Name, string Domain, bool Synced, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt, long Version) : IVersionedAnswer
{
    internal static PasskeyAnswer From(Passkey passkey) => new(passkey.Id, passkey.Name, passkey.Domain, passkey.IsBackedUp, passkey.CreatedAt, passkey.LastUsedAt, passkey.Version);
}

/// <summary>Calls a passkey otherwise.</summary>
internal static class RenamePasskey
{
    internal sealed record RenamePasskeyRequest(string? Name) : ICheckedRequest
    {
        public void Check(RequestErrors errors) => errors.Text(Name, "name", Passkey.LongestName);
    }

    internal static async Task<IResult> HandleAsync(Guid id, RenamePasskeyRequest request, IfMatch ifMatch, IdentityDbContext db, SecondFactorChanging changing, CancellationToken cancellationToken)
    {
        Passkey? passkey = null;
        var refusal = await changing.RunAsync("passkey_renamed", null, async person =>
        {
            passkey = await db.Passkeys.SingleOrDefaultAsync(row => row.Id == id && row.PersonId == person.Id, cancellationToken);
            if (passkey is null) return PasskeyErrors.NotFound;
            if (!ifMatch.Allows(passkey.Version)) return StalePasskey.Refusal;
            passkey.Rename(request.Name!);
            return null;
        }, cancellationToken);
        return refusal is null ? TypedResults.Ok(PasskeyAnswer.From(passkey!)) : refusal.ToProblem();
    }
}

/// <summary>Removes a passkey, which is worth nothing from the next sign-in on; the person is mailed. The last second factor stays while a company asks for one.</summary>
internal static class RemovePasskey
{
    internal static async Task<IResult> HandleAsync(Guid id, IfMatch ifMatch, CallerContext caller, IdentityDbContext db, SecondFactorChanging changing, CancellationToken cancellationToken)
    {
        var owner = caller.Caller.Person;
        var name = await db.Passkeys.Where(row => row.Id == id && row.PersonId == owner).Select(row => row.Name).FirstOrDefaultAsync(cancellationToken);
        if (name is null) return PasskeyErrors.NotFound.ToProblem();
        var refusal = await changing.RunAsync("passkey_removed", LetterKinds.PasskeyRemoved, async person =>
        {
            var passkey = await db.Passkeys.SingleOrDefaultAsync(row => row.Id == id && row.PersonId == person.Id, cancellationToken);
            if (passkey is null) return PasskeyErrors.NotFound;
            if (!ifMatch.Allows(passkey.Version)) return StalePasskey.Refusal;
            db.Remove(passkey);
            person.CountPasskeys(person.Passkeys - 1);
            if (!person.HasSecondFactor) await db.RecoveryCodes.Where(code => code.PersonId == person.Id).ExecuteDeleteAsync(cancellationToken);
            return null;
        }, cancellationToken, ("passkey", name));
        return refusal is null ? TypedResults.NoContent() : refusal.ToProblem();
    }
}

internal static class StalePasskey
{
    internal static readonly Refusal Refusal = new(RefusalKind.Stale, "stale_version", "Someone changed this in the meantime; read it again, then decide.");
}
