using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using TrackTok.Web.Session;

namespace TrackTok.Web.Shell;

/// <summary>Theme and language, chosen by a visitor for this browser and kept for a year.</summary>
internal static class Preferences
{
    internal const string ThemeCookie = "tracktok.theme", LanguageCookie = "tracktok.language";
    private static readonly TimeSpan Kept = TimeSpan.FromDays(365);

    internal static void MapPreferences(this WebApplication app)
    {
        app.MapPost("/preferences", Choose).WithMetadata(new RequireAntiforgeryTokenAttribute());
        app.MapPost("/sign-out", SignOutAsync).WithMetadata(new RequireAntiforgeryTokenAttribute(), new NeedsVisit(), new Microsoft.AspNetCore.Authorization.AllowAnonymousAttribute());
    }

    private static RedirectHttpResult Choose(HttpContext http, [FromForm] string? theme, [FromForm] string? language, [FromForm(Name = "return")] string? back)
    {
        Keep(http, ThemeCookie, theme, theme is "light" or "dark");
        Keep(http, LanguageCookie, language, Languages.Find(language) is not null);
        return TypedResults.LocalRedirect(SignIn.Onward(back));
    }

    private static async Task<RedirectHttpResult> SignOutAsync(SignIn signIn)
    {
        await signIn.EndAsync();
        return TypedResults.LocalRedirect("/sign-in");
    }

    /// <summary>A known value is kept, an empty one means to follow the system again, none leaves things as they are.</summary>
    private static void Keep(HttpContext http, string cookie, string? value, bool known)
    {
        if (value is null) return;
        if (known) http.Response.Cookies.Append(cookie, value, SessionCookie.Options(http, Kept));
        else http.Response.Cookies.Delete(cookie, SessionCookie.Options(http, null));
    }
}
