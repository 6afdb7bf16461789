using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Data;
using TrackTok.Identity.Memberships;
using TrackTok.Identity.People;

namespace TrackTok.Identity.SecondFactors;

/// <summary>
/// What a person owes a company that asks its members for a second factor (SPEC 3.5): the end of their grace, which every token of theirs carries. From then on the services let
/// such a token do nothing but set one up.
/// </summary>
internal static class SecondFactorDebt
{
    /// <summary>Null when nothing is owed.</summary>
    internal static DateTimeOffset? Of(Member member, Person person) => person.HasSecondFactor ? null : member.SecondFactorBy;

    /// <summary>The same for a person who is not at hand; nothing is read where nothing is asked for.</summary>
    internal static async Task<DateTimeOffset?> OfAsync(IdentityDbContext db, Member member, Guid personId, CancellationToken cancellationToken) =>
        member.SecondFactorBy is { } by && await db.People.AnyAsync(person => person.Id == personId && person.TotpSince == null && person.Passkeys == 0, cancellationToken) ? by : null;
}

/// <summary>How a person's second factor stands in a company.</summary>
/// <param name="State"><c>enrolled</c>, also where the company's identity provider saw one; <c>pending</c>: the company asks for one until <paramref name="Deadline"/>; <c>overdue</c>: nothing but setting one up is possible; <c>off</c>: none, and nobody asks.</param>
internal sealed record SecondFactorAnswer(string State, DateTimeOffset? Deadline)
{
    /// <param name="seen">The company's identity provider saw one in this session.</param>
    internal static SecondFactorAnswer From(Member member, Person person, DateTimeOffset now, bool seen = false) => seen
        ? new("enrolled", null)
        : new(person.HasSecondFactor ? "enrolled" : member.SecondFactorBy is not { } by ? "off" : now < by ? "pending" : "overdue", SecondFactorDebt.Of(member, person));
}
