using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Data;
using TrackTok.Identity.Memberships;
using TrackTok.Identity.Passkeys;
using TrackTok.Identity.Passwords;
using TrackTok.Identity.SecondFactors;
using TrackTok.Identity.SignIns;
using TrackTok.Identity.Tokens;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.TenantData;

namespace TrackTok.Identity.Sessions;

/// <summary>
/// Proves once more, by password and second factor or by a passkey, that it is oneself who sits there, and gets an access token that says so: what is dangerous asks for a proof that is at most
/// <see cref="RecentProof.Life"/> old. A session that rested on the word of a company's identity provider alone is the person's own from then on. The refresh token stays as it is.
/// </summary>
internal static class StepUp
{
    /// <summary>What a change of the password answers too, at the member that is called so here.</summary>
    internal static readonly Refusal WrongPassword = ChangePassword.WrongPassword with { Errors = new Dictionary<string, string[]> { ["password"] = ["This is not your password."] } };

    /// <param name="Passkey">In the place of a password, by the options of this route; beside a password, by those that the refusal gave.</param>
    internal sealed record StepUpRequest(string? Password, string? Totp, JsonElement? Passkey) : ICheckedRequest
    {
        public void Check(RequestErrors errors)
        {
            SecondProof.Check(errors, Totp, Passkey);
            if (Passkey is not { ValueKind: JsonValueKind.Object }) errors.Required(Password, "password");
        }
    }

    internal sealed record StepUpAnswer(string AccessToken, string TokenType, int ExpiresIn);

    internal static async Task<IResult> AskAsync(CallerContext caller, IdentityDbContext db, PasskeyCeremony ceremony, CancellationToken cancellationToken)
    {
        var id = caller.Caller.Person;
        var person = await db.People.AsNoTracking().FirstAsync(row => row.Id == id, cancellationToken);
        return await ceremony.AskAsync(PasskeyPurpose.StepUp, person, caller.Caller.SessionId!.Value, cancellationToken) is { } options ? TypedResults.Ok(options) : PasskeyErrors.None.ToProblem();
    }

    internal static async Task<IResult> HandleAsync(
        StepUpRequest request, CallerContext caller, IdentityDbContext db, PasswordProof proof, SecondFactor factor, PasskeyCeremony ceremony, MembershipReader memberships, AccessTokens tokens, TimeProvider time, CancellationToken cancellationToken)
    {
        var (id, tenantId, sessionId) = (caller.Caller.Person, caller.Caller.TenantId!.Value, caller.Caller.SessionId!.Value);
        var person = await db.People.AsNoTracking().FirstAsync(row => row.Id == id, cancellationToken);
        ShownPasskey? shown = null;
        if (request.Password is { } password)
        {
            if (await proof.RefuseAsync(person, password, SecondProof.Of(request.Totp, request.Passkey), cancellationToken) is { } refusal) return (ReferenceEquals(refusal, ChangePassword.WrongPassword) ? WrongPassword : refusal).ToProblem();
        }
        else if ((shown = await ceremony.LookAsync(request.Passkey!.Value, PasskeyPurpose.StepUp, id, sessionId, cancellationToken)) is null)
        {
            return PasskeyErrors.Invalid.ToProblem();
        }
        if (await memberships.FindAsync(tenantId, id, cancellationToken) is not { } member) return SessionErrors.AccountInactive.ToProblem();
        if (member.Refuse() is { } no) return no.ToProblem();

        var seen = await db.Sessions.AnyAsync(session => session.Id == sessionId && session.ProviderSawFactor, cancellationToken);
        var (now, owes) = (time.GetUtcNow(), seen ? null : SecondFactorDebt.Of(member, person));
        await using var transaction = await TenantTransaction.BeginAsync(db, cancellationToken);
        if (shown is not null && !await ceremony.UseAsync(db, shown, cancellationToken)) return PasskeyErrors.Invalid.ToProblem();
        var living = await db.Sessions.Where(session => session.Id == sessionId && session.EndedAt == null).ExecuteUpdateAsync(set => set.SetProperty(session => session.ProvedAt, now).SetProperty(session => session.SecondFactorBy, owes).SetProperty(session => session.IsConfined, false), cancellationToken);
        if (living == 0) return SessionErrors.SessionEnded.ToProblem();
        db.Record("person.proved", "session", sessionId, after: new { how = shown is null ? "password" : "passkey", second_factor = factor.Shown });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        return TypedResults.Ok(new StepUpAnswer(tokens.ForPerson(id, tenantId, member.Role, sessionId, now, now, owes), "Bearer", (int)AccessTokens.Life.TotalSeconds));
    }
}
