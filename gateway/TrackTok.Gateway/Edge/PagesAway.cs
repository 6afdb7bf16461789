using System.Text;
using TrackTok.Gateway.Services;

namespace TrackTok.Gateway.Edge;

/// <summary>What a person sees where a page should be while the web application does not answer: a small page of the gateway's own, which tries again by itself.</summary>
internal static class PagesAway
{
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly byte[] Page = Encoding.UTF8.GetBytes("""
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta http-equiv="refresh" content="5"><title>Back in a moment · TrackTok</title>
        <style>:root{color-scheme:light dark}body{margin:0;min-height:100dvh;display:grid;place-items:center;text-align:center;font:1rem/1.5 system-ui,sans-serif;background:light-dark(#f6f7f9,#0f1216);color:light-dark(#171c24,#e9edf2)}
        h1{font-size:1.6rem;margin:0 0 .5rem}p{margin:0 0 .4rem;color:light-dark(#566070,#a3adba)}</style></head>
        <body><main><h1>Back in a moment</h1><p>TrackTok's pages are not available right now. Your data is safe; this page tries again by itself.</p>
        <p lang="de">Die Seiten von TrackTok sind gerade nicht erreichbar. Deine Daten sind sicher; diese Seite versucht es von selbst noch einmal.</p></main></body></html>
        """);

    /// <summary>True when the request is for a page, asked for by a browser, and the web application gave no answer.</summary>
    internal static bool Stands(HttpContext http) =>
        http.Response.StatusCode is 502 or 503 or 504
        && http.GetEndpoint()?.Metadata.GetMetadata<EdgeRoute>() is { Access: Access.Page }
        && http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    internal static async Task WriteAsync(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        http.Response.ContentType = "text/html; charset=utf-8";
        http.Response.ContentLength = Page.Length;
        http.Response.Headers.RetryAfter = "5";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.ContentSecurityPolicy = Policy;
        if (!HttpMethods.IsHead(http.Request.Method)) await http.Response.Body.WriteAsync(Page, http.RequestAborted);
    }
}
