using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using TrackTok.Identity.Data;
using TrackTok.Identity.Memberships;
using TrackTok.Identity.Passwords;
using TrackTok.Identity.People;
using TrackTok.Identity.SecondFactors;
using TrackTok.Identity.Sessions;
using TrackTok.Identity.SignIns;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.Tenants.Contracts;

namespace TrackTok.Identity.Registrations;

/// <summary>How a registration went.</summary>
internal sealed record RegistrationOutcome(SignedIn? SignedIn, Refusal? Refusal, bool Replayed = false);

/// <summary>
/// Takes a registration through both services: pending here, tenant there, person and session here; three steps, of which no one is inside another's transaction.
/// An Idempotency-Key finds the registration again; its answer holds tokens and so is not stored: the owner, who gives the password again, gets a new session instead.
/// </summary>
internal sealed class Registering(
    IdentityDbContext db, PasswordHashes passwords, SecondFactor factor, SignInGate gate, Tenants.Contracts.Tenants.TenantsClient tenants, MembershipReader memberships, RegistrationDecision decision, SessionOpening opening,
    CallerContext caller, TimeProvider time)
{
    internal static readonly TimeSpan KeyKept = TimeSpan.FromHours(72);

    public async Task<RegistrationOutcome> RunAsync(RegisterTenant.RegisterRequest request, string? key, string language, CancellationToken cancellationToken)
    {
        var keyHash = key is null ? null : Registration.HashOfKey(key);
        if (keyHash is not null && await FindByKeyAsync(keyHash, cancellationToken) is { } known) return await RepeatAsync(known, request, cancellationToken);

        var (owner, hash, refusal) = await ProveOwnerAsync(request, cancellationToken);
        if (refusal is not null) return new(null, refusal);
        if (owner is not null && await FindUnansweredAsync(owner, request, cancellationToken) is { } unanswered) return await SignInAsync(unanswered, owner, replayed: false);

        var registration = Registration.Begin(request, owner, hash, keyHash, language, time.GetUtcNow());
        if (await BeginAsync(registration, cancellationToken) is { } no) return new(null, no);
        // From here on the client may hang up: what was begun is brought to its end.
        return await FinishAsync(registration, owner);
    }

    /// <summary>Finds out who the owner is: somebody with an account, who must prove it, or a new person, whose password is hashed.</summary>
    private async Task<(Person? Owner, string? Hash, Refusal? Refusal)> ProveOwnerAsync(RegisterTenant.RegisterRequest request, CancellationToken cancellationToken)
    {
        var email = Person.FoldEmail(request.OwnerEmail!);
        var owner = await db.People.AsNoTracking().FirstOrDefaultAsync(person => person.Email == email, cancellationToken);
        if (owner is null) return (null, await passwords.HashAsync(request.OwnerPassword!, cancellationToken), null);
        return await KnowsPasswordAsync(owner, request, cancellationToken) is { } refusal ? (null, null, refusal) : (owner, null, null);
    }

    /// <summary>Registration must not be a way around the limits of signing in.</summary>
    private async Task<Refusal?> KnowsPasswordAsync(Person owner, RegisterTenant.RegisterRequest request, CancellationToken cancellationToken)
    {
        var (attempt, tooMany) = await gate.EnterAsync(owner.Email, caller.Address, cancellationToken);
        if (attempt is null) return tooMany;
        await using var _ = attempt;
        if (!(await passwords.CheckAsync(request.OwnerPassword!, owner.PasswordHash, cancellationToken)).Right)
        {
            await attempt.FailAsync();
            return RegistrationErrors.EmailInUse;
        }
        if (await factor.RefuseAsync(owner, SecondProof.Of(request.Totp, request.Passkey), cancellationToken) is { } unproved)
        {
            if (ReferenceEquals(unproved, SecondFactor.Wrong)) await attempt.FailAsync();
            return unproved;
        }
        await attempt.SucceedAsync();
        return null;
    }

    /// <summary>Commits the pending registration. One e-mail has one at a time, so two requests cannot both make the person.</summary>
    private async Task<Refusal?> BeginAsync(Registration registration, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        db.Add(registration);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } clash)
        {
            return clash.ConstraintName == RegistrationMapping.OnePendingOfAnEmail ? RegistrationErrors.InProgress : RegistrationErrors.KeyInProgress;
        }
        // Somebody may have finished registering this e-mail while the password was hashed.
        if (registration.PasswordHash is not null && await db.People.AnyAsync(person => person.Email == registration.Email, cancellationToken)) return RegistrationErrors.EmailInUse;
        await transaction.CommitAsync(CancellationToken.None);
        return null;
    }

    private async Task<RegistrationOutcome> FinishAsync(Registration registration, Person? owner)
    {
        Tenant tenant;
        try
        {
            tenant = await tenants.CreateTenantAsync(CreateRequest(registration));
        }
        catch (RpcException e) when (RegistrationErrors.From(e) is { } refusal)
        {
            await decision.RefuseAsync(registration.Id, refusal);
            return new(null, refusal);
        }
        var member = new Member(tenant, Guid.Parse(tenant.Id), Role.Owner, true);
        var person = owner ?? registration.NewOwner(time.GetUtcNow())!;
        Task<SessionTokens?> OpenAsync() => opening.OpenAsync(person, member, SessionOpening.Registered, CancellationToken.None, async scoped =>
        {
            await decision.CompleteAsync(scoped, registration.Id, tenant, answered: true, time.GetUtcNow());
            return true;
        });
        SessionTokens? tokens;
        try
        {
            tokens = await OpenAsync();
        }
        catch (DbUpdateConcurrencyException)
        {
            // The recovery took us for dead and completed the registration at this very moment.
            tokens = await OpenAsync();
        }
        return tokens is null ? new(null, RegistrationErrors.EmailInUse) : new(new SignedIn(person, member, tokens), null);
    }

    internal static CreateTenantRequest CreateRequest(Registration registration)
    {
        var request = new CreateTenantRequest
        {
            RegistrationId = registration.Id.ToString(),
            Name = registration.TenantName,
            OwnerUserId = registration.OwnerId.ToString(),
            OwnerEmail = registration.Email,
            OwnerFirstName = registration.FirstName,
            OwnerLastName = registration.LastName,
        };
        if (registration.Subdomain is not null) request.Subdomain = registration.Subdomain;
        return request;
    }

    private Task<Registration?> FindByKeyAsync(byte[] keyHash, CancellationToken cancellationToken)
    {
        var oldest = time.GetUtcNow() - KeyKept;
        return db.Registrations.AsNoTracking().FirstOrDefaultAsync(registration => registration.KeyHash == keyHash && registration.CreatedAt > oldest, cancellationToken);
    }

    /// <summary>A registration that was finished after its client had given up, and that the client now asks for again.</summary>
    private async Task<Registration?> FindUnansweredAsync(Person owner, RegisterTenant.RegisterRequest request, CancellationToken cancellationToken)
    {
        var hash = Registration.HashOf(request);
        return await db.Registrations.AsNoTracking().FirstOrDefaultAsync(
            row => row.OwnerId == owner.Id && row.State == RegistrationState.Completed && !row.IsAnswered && row.RequestHash == hash, cancellationToken);
    }

    private async Task<RegistrationOutcome> RepeatAsync(Registration known, RegisterTenant.RegisterRequest request, CancellationToken cancellationToken)
    {
        if (!known.IsFor(request)) return new(null, RegistrationErrors.KeyReused);
        if (known.State == RegistrationState.Pending) return new(null, RegistrationErrors.KeyInProgress);
        if (known.State == RegistrationState.Refused) return new(null, known.ToRefusal(), Replayed: true);
        var owner = await db.People.AsNoTracking().FirstAsync(person => person.Id == known.OwnerId, cancellationToken);
        if (await KnowsPasswordAsync(owner, request, cancellationToken) is { } refusal)
            return new(null, ReferenceEquals(refusal, RegistrationErrors.EmailInUse) ? RegistrationErrors.KeyReused : refusal);
        return await SignInAsync(known, owner, replayed: true);
    }

    private async Task<RegistrationOutcome> SignInAsync(Registration registration, Person owner, bool replayed)
    {
        // As they stand there now: much may have happened since they founded it.
        if (await memberships.FindAsync(registration.TenantId!.Value, owner.Id, CancellationToken.None) is not { } member) return new(null, SessionErrors.AccountInactive);
        if (member.Refuse() is { } closed) return new(null, closed);
        var tokens = await opening.OpenAsync(owner, member, SessionOpening.Registered, CancellationToken.None, async scoped =>
        {
            await scoped.Registrations.Where(row => row.Id == registration.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.IsAnswered, true));
            return true;
        });
        return tokens is null ? new(null, RegistrationErrors.EmailInUse) : new(new SignedIn(owner, member, tokens), null, replayed);
    }
}
