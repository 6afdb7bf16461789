using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TrackTok.Expenses.Data;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;

namespace TrackTok.Expenses.Terms;

/// <summary>
/// Proposes tags and vendors that living expenses have: those that begin with what was typed before those that only contain it, the most used first. Who may see only their own expenses is
/// proposed only what is on those.
/// </summary>
internal static class ProposeTerms
{
    private const int UsualCount = 10;
    private const int LargestCount = 50;
    private const int LongestText = 255;

    public static async Task<Results<Ok<Proposals<TagProposal>>, ProblemHttpResult>> TagsAsync(
        string? q, int? limit, ExpensesDbContext db, CallerContext caller, CancellationToken cancellationToken)
    {
        if (Check(q, limit) is { } refusal) return refusal.ToProblem();
        var terms = await FindAsync(UsedTerm.Tag, q, limit, db, caller, cancellationToken);
        return TypedResults.Ok(new Proposals<TagProposal>(terms.ConvertAll(term => new TagProposal(term.Text, term.Uses))));
    }

    public static async Task<Results<Ok<Proposals<VendorProposal>>, ProblemHttpResult>> VendorsAsync(
        string? q, int? limit, ExpensesDbContext db, CallerContext caller, CancellationToken cancellationToken)
    {
        if (Check(q, limit) is { } refusal) return refusal.ToProblem();
        var terms = await FindAsync(UsedTerm.Vendor, q, limit, db, caller, cancellationToken);
        return TypedResults.Ok(new Proposals<VendorProposal>(terms.ConvertAll(term => new VendorProposal(term.Text, term.Uses))));
    }

    private static Refusal? Check(string? q, int? limit)
    {
        var errors = new RequestErrors();
        errors.OptionalText(q, "q", LongestText);
        if (limit is < 1 or > LargestCount) errors.Add("limit", $"Give a whole number from 1 to {LargestCount}.");
        return errors.ToRefusal();
    }

    private static Task<List<Term>> FindAsync(string kind, string? q, int? limit, ExpensesDbContext db, CallerContext caller, CancellationToken cancellationToken)
    {
        var terms = db.UsedTerms.AsNoTracking().Where(term => term.Kind == kind && term.Uses > 0);
        if (caller.Caller.OnlyOwn(Permissions.ReadExpenses)) terms = terms.Where(term => term.PersonId == caller.Caller.Person);
        var pattern = NameSearch.Pattern(q);
        if (pattern is not null) terms = terms.Where(term => EF.Functions.Like(term.Key, pattern, NameSearch.Escape));
        var beginning = pattern is null ? "%" : pattern[1..];
        return terms.GroupBy(term => term.Key)
            .Select(group => new { group.Key, Text = group.Max(term => term.Text)!, Uses = group.Sum(term => term.Uses) })
            .OrderByDescending(term => EF.Functions.Like(term.Key, beginning, NameSearch.Escape)).ThenByDescending(term => term.Uses).ThenBy(term => term.Key)
            .Take(limit ?? UsualCount).Select(term => new Term(term.Text, term.Uses)).ToListAsync(cancellationToken);
    }

    private sealed record Term(string Text, long Uses);
}

/// <summary>What a form may propose, the best first.</summary>
internal sealed record Proposals<T>(IReadOnlyList<T> Items);

/// <param name="Count">How many living expenses have it.</param>
internal sealed record TagProposal(string Tag, long Count);

/// <param name="Vendor">As it was written last.</param>
/// <param name="Count">How many living expenses have it.</param>
internal sealed record VendorProposal(string Vendor, long Count);
