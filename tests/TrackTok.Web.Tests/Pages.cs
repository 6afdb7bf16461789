using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Extensions.Time.Testing;
using TrackTok.Web.Api;
using TrackTok.Web.Design;
using TrackTok.Web.Expenses;
using TrackTok.Web.Session;

namespace TrackTok.Web.Tests;

/// <summary>What a page has around it, made by hand.</summary>
internal static class Pages
{
    public static Formats Formats(string locale = "en-US") =>
        new(CultureInfo.CreateSpecificCulture(locale), "YYYY-MM-DD", TimeZoneInfo.Utc, new FakeTimeProvider(new DateTimeOffset(2025, 1, 20, 15, 0, 0, TimeSpan.Zero)));

    /// <summary>A request that submits a form of this name.</summary>
    public static HttpContext Posting(string form, params (string Name, StringValues Value)[] fields)
    {
        var http = new DefaultHttpContext();
        http.Request.Method = "POST";
        http.Request.ContentType = "application/x-www-form-urlencoded";
        http.Request.Form = new FormCollection(fields.Append(("_handler", form)).Append(("_version", "\"1\"")).ToDictionary(field => field.Item1, field => field.Item2));
        Visit.Of(http).Formats = Formats();
        return http;
    }

    /// <summary>Somebody of this role who looks at a page.</summary>
    public static Visit VisitOf(string role, Guid? person = null, params string[] permissions)
    {
        var visit = new Visit(new DefaultHttpContext());
        var settings = new CompanySettings("USD", "UTC", "YYYY-MM-DD", "monday", 1, "en-US");
        visit.Me = new Me(new Person(person ?? Guid.CreateVersion7(), "a@example.com", "Ada", "Lovelace", role), new Company(Guid.CreateVersion7(), "Acme", "acme", "basic", settings), role, permissions, []);
        return visit;
    }

    public static Expense Expense(string status = "approved", Guid? by = null, string amount = "125.50", string? notes = null, params string[] tags) => new(
        Guid.CreateVersion7(), amount, "USD", amount, "USD", null, "Paper", null, "Shop", null, null, null, null, new DateOnly(2025, 1, 15), "credit_card", null, status, null, tags, notes,
        false, null, null, by ?? Guid.CreateVersion7(), default, default, null, 1);
}
