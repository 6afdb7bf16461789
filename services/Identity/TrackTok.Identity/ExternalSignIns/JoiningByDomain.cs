using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using TrackTok.Identity.Authorizations;
using TrackTok.Identity.Data;
using TrackTok.Identity.Memberships;
using TrackTok.Identity.Providers;
using TrackTok.Identity.Sessions;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.Tenants.Contracts;
using Person = TrackTok.Identity.People.Person;

namespace TrackTok.Identity.ExternalSignIns;

/// <summary>
/// Makes somebody a member because the company proved the domain of their address: the person here, without a password, and the membership there, which counts it against the plan. When a step is
/// lost on the way the next sign-in does what is missing.
/// </summary>
internal sealed class JoiningByDomain(IdentityDbContext db, Tenants.Contracts.Tenants.TenantsClient tenants, Authorizing companies, TimeProvider time)
{
    /// <param name="known">The account of the address, after it proved itself; null to make one.</param>
    internal async Task<(Person? Person, Member? Member, Refusal? Refusal)> RunAsync(IdentityProvider provider, Person? known, VouchedPerson who, string language, CancellationToken cancellationToken)
    {
        // A company that is suspended gets no new members, and nobody is made for it.
        if (await companies.FindCompanyAsync(provider.TenantId, cancellationToken) is null) return (null, null, SessionErrors.TenantSuspended);
        var (person, isNew) = known is null ? await AddAsync(who, language, cancellationToken) : (known, false);
        // Whoever registered by that address in this moment has a password, and was not asked for it yet.
        if (known is null && !isNew && person.HasPassword) return (null, null, ExternalErrors.LinkNeeded);
        try
        {
            // From here on the client may hang up: what was begun is brought to its end.
            var member = Member.From(await tenants.JoinByDomainAsync(new JoinByDomainRequest
            {
                TenantId = provider.TenantId.ToString(),
                UserId = person.Id.ToString(),
                Email = person.Email,
                FirstName = person.FirstName,
                LastName = person.LastName,
                Role = provider.DefaultRole.Text(),
            }, cancellationToken: CancellationToken.None));
            return (person, member, null);
        }
        catch (RpcException e) when (RefusalOf(e) is { } no)
        {
            if (isNew) await ForgetAsync(person);
            return (null, null, no);
        }
    }

    private async Task<(Person Person, bool IsNew)> AddAsync(VouchedPerson who, string language, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var person = Person.Vouched(Guid.CreateVersion7(now), who.Email!, who.FirstName, who.LastName, now, language);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        db.Add(person);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(CancellationToken.None);
            return (person, true);
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            await transaction.RollbackAsync(CancellationToken.None);
            // They come by two windows at once.
            return (await db.People.AsNoTracking().SingleAsync(row => row.Email == person.Email, cancellationToken), false);
        }
        finally
        {
            db.ChangeTracker.Clear();
        }
    }

    /// <summary>Tenants said no for good: whoever was added for this alone is nobody again.</summary>
    private async Task ForgetAsync(Person person)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(CancellationToken.None);
        await db.People.Where(row => row.Id == person.Id && row.LastSignedInAt == null && row.PasswordHash == "").ExecuteDeleteAsync(CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
    }

    /// <summary>What Tenants' refusal means here; null when it said neither yes nor no.</summary>
    private static Refusal? RefusalOf(RpcException answer) => answer.Code() switch
    {
        "domain_not_verified" => ExternalErrors.DomainNotVerified,
        "account_inactive" => SessionErrors.AccountInactive,
        "invitation_waiting" => ExternalErrors.InvitationWaiting,
        "plan_limit_reached" => ExternalErrors.LimitReached,
        _ => null,
    };
}
