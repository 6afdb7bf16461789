using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using StackExchange.Redis;
using TrackTok.ServiceDefaults;

namespace TrackTok.Gateway.Mail;

/// <summary>
/// Shows developers what was mailed, at <c>/dev/mail</c>: a page to a browser, JSON to everything else, of all or of one recipient (<c>?to=</c>). It is there in development and
/// nowhere else: what was mailed holds secrets.
/// </summary>
internal static class DevelopmentMailbox
{
    private const string Path = "/dev/mail";
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'";
    private const string Style = "body{font-family:system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}iframe{width:100%;height:26rem;border:1px solid gray;background:white}summary{padding:.5rem 0}small{opacity:.7}";

    internal static void MapDevelopmentMail(this WebApplication app)
    {
        if (app.Environment.IsDevelopment()) app.MapGet(Path, ShowAsync);
    }

    private sealed record ShownMail(string To, string Subject, string Text, string Html, DateTimeOffset At);

    private sealed record ShownMails(IReadOnlyList<ShownMail> Items);

    private static async Task<IResult> ShowAsync([FromQuery] string? to, HttpContext http, IConnectionMultiplexer redis)
    {
        var key = string.IsNullOrWhiteSpace(to) ? DevelopmentMail.Key : DevelopmentMail.KeyOf(to);
        var kept = await redis.GetDatabase().ListRangeAsync(key);
        var mails = new ShownMails([.. kept.Select(mail => JsonSerializer.Deserialize<ShownMail>(mail.ToString(), JsonDefaults.Options)!)]);
        http.Response.Headers.CacheControl = "no-store";
        if (!http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)) return TypedResults.Ok(mails);
        http.Response.Headers.ContentSecurityPolicy = Policy;
        return TypedResults.Text(Page(mails.Items), "text/html", Encoding.UTF8);
    }

    private static string Page(IReadOnlyList<ShownMail> mails)
    {
        var page = new StringBuilder("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>Mails sent</title><style>")
            .Append(Style).Append("</style></head><body><h1>Mails sent in development</h1>");
        if (mails.Count == 0) page.Append("<p>None so far.</p>");
        foreach (var mail in mails)
        {
            page.Append("<details><summary>").Append(Encoded(mail.Subject)).Append(" <small>").Append(Encoded(mail.To)).Append(", ").Append(Encoded(mail.At.ToString("u", null))).Append("</small></summary>")
                // The mail's own page can run nothing; its links open outside of the frame.
                .Append("<iframe title=\"").Append(Encoded(mail.Subject)).Append("\" sandbox=\"allow-popups allow-popups-to-escape-sandbox\" srcdoc=\"")
                .Append(Encoded("<base target=\"_blank\">" + mail.Html)).Append("\"></iframe><pre>").Append(Encoded(mail.Text)).Append("</pre></details>");
        }
        return page.Append("</body></html>").ToString();
    }

    private static string Encoded(string text) => HtmlEncoder.Default.Encode(text);
}
