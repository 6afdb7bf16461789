using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace TrackTok.AppHost.Local;

/// <summary>A page on loopback that shows every part, how it is, and the end of its log.</summary>
internal sealed class StatusPage(StatusTable table, string logFolder, int port)
{
    public const int UsualPort = 18887;
    private const int TailBytes = 64 * 1024;

    public Uri Address { get; } = new($"http://localhost:{port}/");

    public async Task RunAsync(Task ready, CancellationToken cancellationToken)
    {
        // A web server costs half a second of a processor, which those who are starting need more.
        await Task.WhenAny(ready, Task.Delay(TimeSpan.FromSeconds(20), cancellationToken));
        if (cancellationToken.IsCancellationRequested)
            return;
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls().ConfigureKestrel(kestrel => kestrel.ListenLocalhost(port));
        await using var app = builder.Build();
        // Logs are nobody's business who comes under another name, such as a web page that has its own name point here.
        app.Use((context, next) => context.Request.Host.Host is "localhost" or "127.0.0.1" or "[::1]" ? next(context) : Refuse(context));
        app.MapGet("/", () => Results.Content(Page(), "text/html; charset=utf-8"));
        app.MapGet("/resources", () => Results.Json(table.Rows()));
        app.MapGet("/logs/{name}", (string name) => Log(name) is { } path ? Results.Text(Tail(path)) : Results.NotFound());
        await app.StartAsync(CancellationToken.None);
        await Task.Delay(Timeout.Infinite, cancellationToken).ContinueWith(_ => { }, TaskScheduler.Default);
        using var hurry = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await app.StopAsync(hurry.Token);
    }

    private string Page() => $"""
        <!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="2"><title>TrackTok: what runs</title>
        <style>body{"{"}font:15px system-ui;margin:2rem{"}"} td,th{"{"}text-align:left;padding:.25rem .9rem;border-bottom:1px solid #ddd{"}"} .bad{"{"}color:#b00020{"}"}</style></head>
        <body><h1>What runs</h1><table><tr><th>Resource<th>State<th>Health<th>Restarts<th>Processes<th>Addresses<th>Log</tr>
        {string.Concat(table.Rows().Select(Row))}</table></body></html>
        """;

    private string Row(StatusRow row) => $"""
        <tr><td>{Text(row.Name)}<td>{Text(row.State)} {Text(row.Reason)}<td{(row.Health == "Unhealthy" ? " class=\"bad\"" : "")}>{Text(row.Health)}<td>{row.Restarts}<td>{string.Join(", ", row.Processes)}
        <td>{string.Join("<br>", row.Urls.Select(url => url.StartsWith("http", StringComparison.Ordinal) ? $"<a href=\"{Text(url)}\">{Text(url)}</a>" : Text(url)))}
        <td>{string.Join(" ", LogsOf(row.Name).Select(name => $"<a href=\"/logs/{Text(name)}\">{Text(name)}</a>"))}</tr>
        """;

    private IEnumerable<string> LogsOf(string name) => new[] { name }.Concat(Enumerable.Range(0, 10).Select(i => $"{name}-{i}")).Where(n => File.Exists(Path.Combine(logFolder, n + ".log")));

    // Only names of the folder's own, so that no path leads out of it.
    private string? Log(string name) => Directory.EnumerateFiles(logFolder, "*.log").FirstOrDefault(path => Path.GetFileNameWithoutExtension(path) == name);

    private static string Tail(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Seek(-Math.Min(TailBytes, file.Length), SeekOrigin.End);
        using var reader = new StreamReader(file);
        return reader.ReadToEnd();
    }

    private static string Text(string? text) => WebUtility.HtmlEncode(text ?? "");

    private static Task Refuse(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return Task.CompletedTask;
    }
}
