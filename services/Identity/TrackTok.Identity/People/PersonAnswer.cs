using TrackTok.Identity.Memberships;
using TrackTok.Identity.Operators;
using TrackTok.Tenancy;

namespace TrackTok.Identity.People;

/// <summary>A person as the API shows them: who they are, and in which role in the tenant that the answer is about.</summary>
internal sealed record PersonAnswer(Guid Id, string Email, string FirstName, string LastName, string Role, bool EmailVerified, bool TwoFactor)
{
    internal static PersonAnswer From(Person person, Member member) =>
        new(person.Id, person.Email, person.FirstName, person.LastName, member.IsOfPlatform ? PlatformOperator.RoleName : member.Role.Text(), person.EmailVerifiedAt is not null, person.HasSecondFactor);
}
