using System.Diagnostics;
using System.Globalization;
using TrackTok.Web.Api;

namespace TrackTok.Web.Shell;

/// <summary>Says in <c>Server-Timing</c> how long a page waited for the API and how long the rest of it took, both in milliseconds; browsers show it beside the request.</summary>
internal sealed class PageTiming(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext http)
    {
        var began = Stopwatch.GetTimestamp();
        var waiting = ApiWaiting.Of(http);
        http.Response.OnStarting(() =>
        {
            var api = waiting.Elapsed;
            var rest = Stopwatch.GetElapsedTime(began) - api;
            http.Response.Headers["Server-Timing"] = string.Create(CultureInfo.InvariantCulture, $"api;dur={api.TotalMilliseconds:F1}, page;dur={rest.TotalMilliseconds:F1}");
            return Task.CompletedTask;
        });
        return next(http);
    }
}
