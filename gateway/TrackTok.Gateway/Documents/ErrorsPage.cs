using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace TrackTok.Gateway.Documents;

/// <summary>The page that a problem's <c>type</c> points at: every code, its status and its sentence.</summary>
internal static class ErrorsPage
{
    private const string Style = """
        :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif } body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
        table { border-collapse: collapse; width: 100% } th, td { text-align: left; vertical-align: top; padding: .5rem; border-bottom: 1px solid #8886 }
        tr:target { background: #fc06 } code { white-space: nowrap }
        """;

    internal static readonly string Policy = $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; frame-ancestors 'none'; base-uri 'none'";

    internal static string Render(JsonArray refusals)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>Error codes – TrackTok API</title><style>{Style}</style></head>");
        page.Append("<body><main><h1>Error codes</h1><p>Every error is an <code>application/problem+json</code> answer with one of these codes. See the <a href=\"/docs\">reference</a> for the routes that answer with them.</p>");
        page.Append("<table><thead><tr><th scope=\"col\">code</th><th scope=\"col\">status</th><th scope=\"col\">meaning</th></tr></thead><tbody>");
        foreach (var refusal in refusals)
        {
            var code = WebUtility.HtmlEncode((string)refusal!["code"]!);
            page.Append(CultureInfo.InvariantCulture, $"<tr id=\"{code}\"><td><code>{code}</code></td><td>{(int)refusal["status"]!}</td><td>{WebUtility.HtmlEncode((string)refusal["detail"]!)}</td></tr>");
        }
        return page.Append("</tbody></table></main></body></html>").ToString();
    }
}
