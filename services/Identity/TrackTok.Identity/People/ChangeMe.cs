using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Contracts;
using TrackTok.Identity.Data;
using TrackTok.Identity.Mail;
using TrackTok.Identity.Memberships;
using TrackTok.Identity.Sessions;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.TenantData;

namespace TrackTok.Identity.People;

/// <summary>Changes what one is called and the language that one is written to in, as a merge patch. Every company of the person hears of another name.</summary>
internal static class ChangeMe
{
    internal sealed record ChangeMeRequest(Change<string> FirstName, Change<string> LastName, Change<string> Language) : ICheckedRequest
    {
        public void Check(RequestErrors errors)
        {
            if (FirstName.IsGiven) errors.Text(FirstName.Value, "first_name", 100);
            if (LastName.IsGiven) errors.Text(LastName.Value, "last_name", 100);
            if (Language.IsGiven && !Languages.All.Contains(Language.Value)) errors.Add("language", $"Give one of {string.Join(", ", Languages.All)}.");
        }
    }

    /// <param name="Language">Of the mails to this person.</param>
    internal sealed record ChangedMeAnswer(Guid Id, string Email, string FirstName, string LastName, string Language);

    internal static async Task<IResult> HandleAsync(
        ChangeMeRequest request, CallerContext caller, IdentityDbContext db, MembershipReader memberships, OutboxSignal outbox, TimeProvider time, CancellationToken cancellationToken)
    {
        var id = caller.Caller.Person;
        var tenants = (await memberships.ListAsync(id, cancellationToken)).Select(member => member.TenantId).ToList();
        await using var transaction = await TenantTransaction.BeginAsync(db, cancellationToken);
        var person = (await db.People.FromSql($"SELECT * FROM people WHERE id = {id} FOR NO KEY UPDATE").ToListAsync(cancellationToken)).FirstOrDefault();
        if (person is null) return SessionErrors.SessionEnded.ToProblem();
        var before = new { person.FirstName, person.LastName, person.Language };
        person.Revise(request.FirstName.Value ?? person.FirstName, request.LastName.Value ?? person.LastName, request.Language.Value ?? person.Language);
        if (db.ChangeTracker.HasChanges())
        {
            var now = time.GetUtcNow();
            db.Record("person.changed", "person", id, before, new { person.FirstName, person.LastName, person.Language });
            foreach (var tenant in tenants) db.Tell(() => new PersonRevised(tenant, now, now.ToUnixTimeMilliseconds(), id, person.Email, person.FirstName, person.LastName));
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(CancellationToken.None);
            outbox.Wake();
        }
        return TypedResults.Ok(new ChangedMeAnswer(id, person.Email, person.FirstName, person.LastName, person.Language));
    }
}
