namespace TrackTok.Expenses.Categories;

/// <summary>The routes of categories.</summary>
internal static class CategoryEndpoints
{
    public static void MapCategories(this RouteGroupBuilder api)
    {
    }
}
