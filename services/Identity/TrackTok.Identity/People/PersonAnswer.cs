using TrackTok.Identity.Memberships;
using TrackTok.Identity.Operators;
using TrackTok.Tenancy;

namespace TrackTok.Identity.People;

/// <summary>A person as the API shows them: who they are, and in which role in the tenant that the answer is about.</summary>
/// <param name="Language">Of the mails to this person.</param>
internal sealed record PersonAnswer(Guid Id, string Email, string FirstName, string LastName, string Role, bool EmailVerified, bool TwoFactor, string Language)
{
    internal static PersonAnswer From(Person person, Member member) =>
        new(person.Id, person.Email, person.FirstName, person.LastName, member.IsOfPlatform ? PlatformOperator.RoleName : member.Role.Text(), person.EmailVerifiedAt is not null, person.HasSecondFactor, person.Language);
}
