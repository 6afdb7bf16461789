using System.Diagnostics;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Diagnostics;
using TrackTok.Web.Api;
using TrackTok.Web.Session;

namespace TrackTok.Web.Shell;

/// <summary>
/// Puts a designed page in the place of every error: what the API refused, what is not here, and faults of our own. A session that has ended leads to the sign-in page
/// and back. The page is rendered as a request of its own, in its own scope, for the address that was asked for.
/// </summary>
internal sealed partial class ErrorPages(RequestDelegate next, KnownPeople people, ILogger<ErrorPages> log)
{
    private const string Path = "/error";

    public async Task InvokeAsync(HttpContext http)
    {
        try
        {
            await next(http);
        }
        catch (ApiException e) when (!http.Response.HasStarted)
        {
            if (e.Problem.Status == StatusCodes.Status401Unauthorized) ToSignIn(http);
            else if (e.Problem.Code == "second_factor_setup_required") ToSetUp(http);
            else await ShowAsync(http, e.Problem);
            return;
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        catch (BadHttpRequestException e) when (!http.Response.HasStarted)
        {
            await ShowAsync(http, Problem.Of(e.StatusCode, "unreadable"));
            return;
        }
        catch (Exception e) when (!http.Response.HasStarted)
        {
            LogFault(e, http.Request.Method, http.GetEndpoint()?.DisplayName);
            await ShowAsync(http, Problem.Of(StatusCodes.Status500InternalServerError, "internal_error") with { TraceId = Activity.Current?.TraceId.ToString() });
            return;
        }
        if (http.Response is { StatusCode: >= 400, HasStarted: false, ContentLength: null or 0, ContentType: null } && !http.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal))
            await ShowAsync(http, Problem.Of(http.Response.StatusCode, http.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: false } ? "form_expired" : "not_found"));
    }

    private static void ToSignIn(HttpContext http)
    {
        http.Response.Clear();
        SessionCookie.Clear(http);
        http.Response.Redirect(Visiting.SignInAddress(http, ended: true));
    }

    /// <summary>The time to set a second factor up has just run out; who is signed in is read anew, for that says so.</summary>
    private void ToSetUp(HttpContext http)
    {
        http.Response.Clear();
        if (Visit.Of(http).Session is { } session) people.Forget(session);
        http.Response.Redirect(Visiting.SetUpSecondFactor);
    }

    private async Task ShowAsync(HttpContext http, Problem problem)
    {
        http.Response.Clear();
        http.Response.StatusCode = problem.Status;
        if (problem.RetryAfter is { } seconds) http.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        Visit.Of(http).Problem = problem;
        var (path, method, services) = (http.Request.Path, http.Request.Method, http.RequestServices);
        await using var scope = services.CreateAsyncScope();
        try
        {
            (http.Request.Path, http.Request.Method, http.RequestServices) = (Path, HttpMethods.Get, scope.ServiceProvider);
            http.SetEndpoint(null);
            http.Request.RouteValues.Clear();
            http.Features.Set<IAntiforgeryValidationFeature>(null);
            // Without it the renderer takes a 404 for an address of its own that nobody knows, and stays silent.
            http.Features.Set<IStatusCodeReExecuteFeature>(new StatusCodeReExecuteFeature { OriginalPath = path, OriginalPathBase = http.Request.PathBase });
            await next(http);
        }
        catch (Exception e) when (!http.Response.HasStarted)
        {
            LogFault(e, method, Path);
            http.Response.Clear();
            http.Response.StatusCode = problem.Status;
            http.Response.ContentType = "text/plain";
            await http.Response.WriteAsync("TrackTok cannot show this page right now. Please try again.");
        }
        finally
        {
            (http.Request.Path, http.Request.Method, http.RequestServices) = (path, method, services);
        }
    }

    [LoggerMessage(LogLevel.Error, "{Method} {Endpoint} failed by a fault of our own")]
    private partial void LogFault(Exception exception, string method, string? endpoint);
}
