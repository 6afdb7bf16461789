using System.Buffers;
using System.Diagnostics;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using TrackTok.ServiceDefaults;
using Yarp.ReverseProxy.Forwarder;

namespace TrackTok.Gateway.Edge;

/// <summary>
/// The outermost step: gives every answer its request id, <c>traceparent</c> and security headers, and sees to it that every error is a problem (SPEC 1.4, 1.7),
/// whether it was thrown, came without a body, or means that no service could be reached.
/// </summary>
internal sealed class RequestStamp(RequestDelegate next, IExceptionHandler faults)
{
    private const int LongestRequestId = 128;
    private static readonly SearchValues<char> InRequestIds = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");
    private static readonly StringValues NoSniff = "nosniff";
    private static readonly StringValues NoReferrer = "no-referrer";
    private static readonly StringValues NothingLoads = "default-src 'none'; frame-ancestors 'none'";
    private static readonly StringValues HttpsForAYear = "max-age=31536000; includeSubDomains";

    public async Task InvokeAsync(HttpContext http)
    {
        Stamp(http);
        try
        {
            await next(http);
            if (http.Response is { StatusCode: >= 400, HasStarted: false }) await ExplainAsync(http);
        }
        catch (BadHttpRequestException e) when (!http.Response.HasStarted)
        {
            http.Response.Headers.Connection = "close";
            await EdgeErrors.OfUnreadable(e.StatusCode).WriteAsync(http);
        }
        catch (Exception e) when (!http.Response.HasStarted)
        {
            await faults.TryHandleAsync(http, e, http.RequestAborted);
        }
    }

    private static void Stamp(HttpContext http)
    {
        var answer = http.Response.Headers;
        var given = http.Request.Headers[HeaderNames.RequestId];
        if (given.Count != 1 || !IsRequestId(given[0])) http.Request.Headers[HeaderNames.RequestId] = given = NewRequestId();
        answer[HeaderNames.RequestId] = given;
        answer.TraceParent = Activity.Current?.Id ?? NewTraceParent();
        answer.XContentTypeOptions = NoSniff;
        answer["Referrer-Policy"] = NoReferrer;
        answer.ContentSecurityPolicy = NothingLoads;
        if (http.Request.IsHttps) answer.StrictTransportSecurity = HttpsForAYear;
    }

    /// <summary>Takes back the headers that a page sets itself: a browser would obey both, and ours let a page load nothing.</summary>
    internal static void LeaveToPage(HttpContext http)
    {
        var answer = http.Response.Headers;
        answer.Remove("Content-Security-Policy");
        answer.Remove("Referrer-Policy");
        answer.Remove("X-Content-Type-Options");
    }

    internal static string NewRequestId() => Guid.CreateVersion7().ToString();

    internal static string NewTraceParent() => $"00-{ActivityTraceId.CreateRandom()}-{ActivitySpanId.CreateRandom()}-00";

    internal static bool IsRequestId(string? text) => text is { Length: > 0 and <= LongestRequestId } && text.AsSpan().IndexOfAnyExcept(InRequestIds) < 0;

    /// <summary>Gives a body to an error that has none yet; one that a service sent with its own body has started and does not come here.</summary>
    private static Task ExplainAsync(HttpContext http)
    {
        if (http.RequestAborted.IsCancellationRequested) return Task.CompletedTask;
        var cause = http.Features.Get<IForwarderErrorFeature>()?.Exception;
        for (; cause is not null; cause = cause.InnerException)
            if (cause is BadHttpRequestException bad) return EdgeErrors.OfUnreadable(bad.StatusCode).WriteAsync(http);
        http.Response.ContentLength = null;
        return PagesAway.Stands(http) ? PagesAway.WriteAsync(http) : StatusProblems.WriteAsync(http);
    }
}
