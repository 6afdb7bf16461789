using TrackTok.Identity.Memberships;
using TrackTok.Identity.People;
using TrackTok.Identity.Sessions;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;

namespace TrackTok.Identity.SignIns;

/// <summary>Where somebody who proved who they are is signed in to: the tenant that the request names, or the only one they belong to.</summary>
internal sealed class PlaceChoice(MembershipReader memberships, TenantContext named)
{
    /// <param name="stranger">The refusal for who does not belong to the named tenant: it must not tell that the proof was right.</param>
    internal async Task<(Member? Member, Refusal? Refusal)> ChooseAsync(Person person, Refusal stranger, CancellationToken cancellationToken)
    {
        if (named.IsSet)
        {
            if (await memberships.FindAsync(named.TenantId, person.Id, cancellationToken) is not { } there) return (null, stranger);
            return there.Refuse() is { } no ? (null, no) : (there, null);
        }
        // Where no company is named an operator comes as an operator; their own companies, if any, they enter by their addresses.
        if (await memberships.FindOperatorAsync(person.Id, cancellationToken) is { } platform) return (platform, null);
        var all = await memberships.ListAsync(person.Id, cancellationToken);
        var open = all.FindAll(member => member.Refuse() is null);
        return open.Count switch
        {
            0 => (null, all.Count == 0 ? SessionErrors.AccountInactive : all[0].Refuse()),
            1 => (open[0], null),
            _ => (null, TenantChoice(open)),
        };
    }

    internal static Refusal TenantChoice(IEnumerable<Member> members) =>
        new Refusal(RefusalKind.Conflict, "tenant_choice_required", "You belong to several companies; name one by its host or by the header X-Tenant-Id.")
            .With("tenants", members.Select(member => new TenantChoiceAnswer(member.TenantId, member.Tenant.Name, member.Tenant.Subdomain, member.Role.Text())).ToArray());

    internal sealed record TenantChoiceAnswer(Guid Id, string Name, string Subdomain, string Role);
}
