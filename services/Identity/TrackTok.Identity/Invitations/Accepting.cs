using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using TrackTok.Identity.Data;
using TrackTok.Identity.Memberships;
using TrackTok.Identity.Passwords;
using TrackTok.Identity.SecondFactors;
using TrackTok.Identity.Sessions;
using TrackTok.Identity.SignIns;
using TrackTok.Identity.Tokens;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.Tenants.Contracts;
using Person = TrackTok.Identity.People.Person;

namespace TrackTok.Identity.Invitations;

/// <summary>
/// Takes an acceptance through both services: the person here, the membership there, the session here; no step is inside another's transaction. When a step is lost on the way
/// the same request does what is missing: the person is there by then and gives the same password, Tenants answers as before, and the link is used up with the session only.
/// </summary>
internal sealed class Accepting(
    IdentityDbContext db, PasswordHashes passwords, PasswordProof proof, Tenants.Contracts.Tenants.TenantsClient tenants, SessionOpening opening, RevocationList revocations, CallerContext caller, TimeProvider time)
{
    /// <param name="language">Of a new person.</param>
    /// <param name="tokenIssuedAt">When the access token was issued that the request came with, if it came with one.</param>
    internal async Task<(SignedIn? SignedIn, Refusal? Refusal)> RunAsync(AcceptInvitation.AcceptInvitationRequest request, string language, long tokenIssuedAt, CancellationToken cancellationToken)
    {
        if (await db.FindLinkAsync(request.Token!, time.GetUtcNow(), cancellationToken) is not { } link) return (null, AcceptInvitation.Invalid);
        var known = await db.People.AsNoTracking().FirstOrDefaultAsync(row => row.Email == link.Email, cancellationToken);
        if (known is not null && await RefuseAsync(known, request, tokenIssuedAt, cancellationToken) is { } unproved) return (null, unproved);
        var (person, refusal) = known is null ? await AddAsync(request, link, language, cancellationToken) : (known, null);
        if (person is null) return (null, refusal);

        // From here on the client may hang up: what was begun is brought to its end.
        Member member;
        try
        {
            member = Member.From(await tenants.AcceptInvitationAsync(new AcceptInvitationRequest
            {
                TenantId = link.TenantId.ToString(),
                InvitationId = link.InvitationId.ToString(),
                UserId = person.Id.ToString(),
                Email = person.Email,
                FirstName = person.FirstName,
                LastName = person.LastName,
            }, cancellationToken: CancellationToken.None));
        }
        catch (RpcException e) when (RefusalOf(e) is { } no)
        {
            if (known is null) await ForgetAsync(person);
            return (null, no);
        }
        if (member.Refuse() is { } closed) return (null, closed);
        var tokens = await opening.OpenAsync(person, member, SessionOpening.Invited, CancellationToken.None, async within =>
        {
            var (hash, now) = (SecretText.HashOf(request.Token!), time.GetUtcNow());
            // Who reads the invited address has proved it.
            await within.People.Where(row => row.Id == person.Id && row.EmailVerifiedAt == null).ExecuteUpdateAsync(set => set.SetProperty(row => row.EmailVerifiedAt, now));
            return await within.InvitationLinks.Where(row => row.TokenHash == hash).ExecuteUpdateAsync(set => set.SetProperty(row => row.TokenHash, (byte[]?)null)) == 1;
        });
        return tokens is null ? (null, AcceptInvitation.Invalid) : (new SignedIn(person, member, tokens), null);
    }

    /// <summary>The link proves the address; an account asks for more: its password, or that one is signed in to it. Guesses are counted like any others.</summary>
    private async Task<Refusal?> RefuseAsync(Person known, AcceptInvitation.AcceptInvitationRequest request, long tokenIssuedAt, CancellationToken cancellationToken)
    {
        if (caller.Caller.UserId == known.Id && caller.Caller is { Scopes: null, ProviderId: null } && !revocations.Covers(caller.Caller, tokenIssuedAt)) return null;
        if (request.Password is null) return AcceptInvitation.PasswordNeeded;
        var refusal = await proof.RefuseAsync(known, request.Password, SecondProof.Of(request.Totp, request.Passkey), cancellationToken);
        return ReferenceEquals(refusal, ChangePassword.WrongPassword) ? PasswordSignIn.InvalidCredentials : refusal;
    }

    private async Task<(Person? Person, Refusal? Refusal)> AddAsync(AcceptInvitation.AcceptInvitationRequest request, InvitationLink link, string language, CancellationToken cancellationToken)
    {
        var errors = new RequestErrors();
        var (first, last) = (request.FirstName ?? link.FirstName, request.LastName ?? link.LastName);
        errors.Text(first, "first_name", 100);
        errors.Text(last, "last_name", 100);
        PasswordRule.Check(errors, request.Password, "password");
        if (errors.ToRefusal() is { } unfit) return (null, unfit);
        var hash = await passwords.HashAsync(request.Password!, cancellationToken);
        var now = time.GetUtcNow();
        var person = Person.Register(Guid.CreateVersion7(now), link.Email, hash, first!, last!, now, language);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        db.Add(person);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(CancellationToken.None);
            return (person, null);
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            // The same link is being accepted twice at once, or the address registers right now.
            return (null, AcceptInvitation.PasswordNeeded);
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
        await db.People.Where(row => row.Id == person.Id && row.LastSignedInAt == null).ExecuteDeleteAsync(CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
    }

    /// <summary>What Tenants' refusal means here; null when it said neither yes nor no.</summary>
    private static Refusal? RefusalOf(RpcException answer) => answer.Code() switch
    {
        "invitation_invalid" => AcceptInvitation.Invalid,
        "already_member" => AcceptInvitation.AlreadyMember,
        "plan_limit_reached" => AcceptInvitation.LimitReached,
        _ => null,
    };
}
