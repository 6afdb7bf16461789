using Microsoft.EntityFrameworkCore;
using NpgsqlTypes;

namespace TrackTok.Expenses.Expenses;

/// <summary>
/// Finds expenses by words of title, vendor, description and notes, in the syntax that people know from search engines: all words, <c>"a phrase"</c>, <c>or</c>, <c>-without</c>.
/// The last word may be unfinished: <c>airp</c> finds the airport while it is being typed.
/// </summary>
internal static class ExpenseSearch
{
    private const string Language = "simple";

    public static IQueryable<Expense> Apply(IQueryable<Expense> expenses, string text)
    {
        var (finished, prefix, either) = Split(text.Trim());
        if (prefix is null) return expenses.Where(expense => EF.Property<NpgsqlTsVector>(expense, ExpenseMapping.Words).Matches(EF.Functions.WebSearchToTsQuery(Language, finished)));
        if (finished.Length == 0) return expenses.Where(expense => EF.Property<NpgsqlTsVector>(expense, ExpenseMapping.Words).Matches(EF.Functions.ToTsQuery(Language, prefix)));
        return either
            ? expenses.Where(expense => EF.Property<NpgsqlTsVector>(expense, ExpenseMapping.Words).Matches(EF.Functions.WebSearchToTsQuery(Language, finished).Or(EF.Functions.ToTsQuery(Language, prefix))))
            : expenses.Where(expense => EF.Property<NpgsqlTsVector>(expense, ExpenseMapping.Words).Matches(EF.Functions.WebSearchToTsQuery(Language, finished).And(EF.Functions.ToTsQuery(Language, prefix))));
    }

    /// <summary>
    /// Parts the last word from the rest, when it is a plain one: not within quotes, not excluded, only letters and digits. <c>Either</c>: it follows an <c>or</c>.
    /// </summary>
    internal static (string Finished, string? Prefix, bool Either) Split(string text)
    {
        var start = text.LastIndexOfAny([' ', '\t', '\n', '\r']) + 1;
        var last = text.AsSpan(start);
        if (text.Count(c => c == '"') % 2 != 0 || !IsPlain(last) || last.Equals("or", StringComparison.OrdinalIgnoreCase)) return (text, null, false);
        var finished = text.AsSpan(0, start).TrimEnd();
        var either = finished.EndsWith(" or", StringComparison.OrdinalIgnoreCase);
        if (either) finished = finished[..^3].TrimEnd();
        return (finished.ToString(), last.ToString() + ":*", either);
    }

    private static bool IsPlain(ReadOnlySpan<char> word)
    {
        foreach (var c in word) if (!char.IsLetterOrDigit(c)) return false;
        return !word.IsEmpty;
    }
}
