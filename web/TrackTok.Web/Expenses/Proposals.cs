using Microsoft.AspNetCore.Mvc;
using TrackTok.Web.Api;
using TrackTok.Web.Design;
using TrackTok.Web.Session;
using TrackTok.Web.Shell;

namespace TrackTok.Web.Expenses;

/// <summary>What is no page: what the form's script proposes while somebody types a vendor or a tag, and the list as a file. The API's own answers, under the visitor's session.</summary>
internal static class Proposals
{
    internal const string ExportPath = "/expenses/export";

    internal static void AddExpensePages(this IServiceCollection services) => services.AddScoped<Places>();

    internal static void MapExpensePages(this WebApplication app)
    {
        app.MapGet("/expenses/proposals/tags", ([FromServices] TrackTokApi api, string? q) => ProposeAsync<TagUse>(api, "tags", q, use => use.Tag)).WithMetadata(new NeedsVisit());
        app.MapGet("/expenses/proposals/vendors", ([FromServices] TrackTokApi api, string? q) => ProposeAsync<VendorUse>(api, "vendors", q, use => use.Vendor)).WithMetadata(new NeedsVisit());
        app.MapGet(ExportPath, ([FromServices] TrackTokApi api, [FromServices] Formats formats, HttpContext http) =>
            api.DownloadAsync(ExpenseQuery.Read(http.Request.Query, formats).ForExport())).WithMetadata(new NeedsVisit());
    }

    private static async Task<IResult> ProposeAsync<T>(TrackTokApi api, string what, string? q, Func<T, string> word)
    {
        var answer = await api.TryGetAsync<Found<T>>(new Query("/expenses/" + what).With("q", q).With("limit", 8).ToString());
        return TypedResults.Ok(answer.Value?.Items.Select(word) ?? []);
    }

    private sealed record Found<T>(IReadOnlyList<T> Items);

    private sealed record TagUse(string Tag, long Count);

    private sealed record VendorUse(string Vendor, long Count);
}
