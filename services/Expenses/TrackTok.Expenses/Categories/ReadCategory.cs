using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TrackTok.Expenses.Data;

namespace TrackTok.Expenses.Categories;

/// <summary>Shows one living category.</summary>
internal static class ReadCategory
{
    public static async Task<Results<Ok<CategoryAnswer>, ProblemHttpResult>> HandleAsync(Guid id, ExpensesDbContext db, CancellationToken cancellationToken)
    {
        var category = await db.Categories.AsNoTracking().SingleOrDefaultAsync(category => category.Id == id && category.DeletedAt == null, cancellationToken);
        return category is null ? CategoryErrors.NotFound.ToProblem() : TypedResults.Ok(CategoryAnswer.From(category));
    }
}
