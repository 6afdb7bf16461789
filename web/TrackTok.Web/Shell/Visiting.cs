using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.Extensions.Primitives;
using TrackTok.Web.Api;
using TrackTok.Web.Design;
using TrackTok.Web.Session;

namespace TrackTok.Web.Shell;

/// <summary>
/// Finds out, before a page is rendered, who looks at it and how it is to be written: renews the session, reads who it belongs to, sets language, formats and theme, and
/// says by headers what the browser may do with the page. Pages are for who is signed in, unless they are marked <c>[AllowAnonymous]</c>.
/// </summary>
internal sealed class Visiting(RequestDelegate next, SessionCookie cookie, SessionRenewal renewal, KnownPeople people, TimeProvider time, IConfiguration configuration)
{
    internal const string EdgeRefusal = "X-TrackTok-Refusal";

    /// <summary>Where those go who owe their company a second factor.</summary>
    internal const string SetUpSecondFactor = "/profile/authenticator";
    private static readonly StringValues Permissions = "accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()";

    private readonly string _baseDomain = configuration["Edge:BaseDomain"] ?? "localhost";

    public async Task InvokeAsync(HttpContext http)
    {
        if (http.GetEndpoint() is not { } endpoint || endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is null && endpoint.Metadata.GetMetadata<NeedsVisit>() is null)
        {
            http.Response.Headers.XContentTypeOptions = "nosniff";
            await next(http);
            return;
        }
        var visit = Visit.Of(http);
        visit.BaseDomain = _baseDomain;
        visit.Nonce = RandomNumberGenerator.GetHexString(32, lowercase: true);
        visit.Theme = http.Request.Cookies[Preferences.ThemeCookie] is "light" or "dark" ? http.Request.Cookies[Preferences.ThemeCookie] : null;
        visit.ChosenLanguage = Languages.Find(http.Request.Cookies[Preferences.LanguageCookie]);
        visit.EdgeRefusal ??= http.Request.Headers[EdgeRefusal] is [{ Length: > 0 } refusal] ? refusal : null;
        WriteHeaders(http, visit);

        // An error page tells who looks as far as that is known, and never fails for it.
        var failed = visit.IsSignedIn ? null : await RecogniseAsync(http, visit);
        SetCulture(http, visit);
        if (visit.Problem is null)
        {
            if (visit.EdgeRefusal is { } code) throw new ApiException(Refused(code));
            // Whoever runs the platform belongs to no company; all pages but the platform's own are about one.
            var ofThePlatform = endpoint.Metadata.GetMetadata<ForOperatorsAttribute>() is not null;
            var ofAnybody = endpoint.Metadata.GetMetadata<ForOperatorsTooAttribute>() is not null;
            if (visit is { Me.Tenant: null } && !ofThePlatform && !ofAnybody && endpoint.Metadata.GetMetadata<NeedsVisit>() is null)
            {
                if (http.Request.Path == "/dashboard" || http.Request.Path == "/") http.Response.Redirect("/platform");
                else throw new ApiException(Problem.Of(StatusCodes.Status403Forbidden, "operator_account"));
                return;
            }
            if (ofThePlatform && visit is { Me.Tenant: not null }) throw new ApiException(Problem.Of(StatusCodes.Status404NotFound, "not_found"));
            if (failed is { Status: not StatusCodes.Status401Unauthorized }) throw new ApiException(failed);
            if (!visit.IsSignedIn && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null)
            {
                http.Response.Redirect(SignInAddress(http, ended: failed is not null));
                return;
            }
            if (visit.OwesSecondFactor && endpoint.Metadata.GetMetadata<WithoutSecondFactorAttribute>() is null && endpoint.Metadata.GetMetadata<NeedsVisit>() is null && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null)
            {
                http.Response.Redirect(SetUpSecondFactor);
                return;
            }
            if (endpoint.Metadata.GetMetadata<RequiresAttribute>() is { } requires && !requires.AnyOf.Any(visit.May))
                throw new ApiException(Problem.Of(StatusCodes.Status403Forbidden, "permission_missing"));
        }
        await next(http);
    }

    /// <summary>Where a visitor signs in to come back to this page.</summary>
    internal static string SignInAddress(HttpContext http, bool ended)
    {
        var here = HttpMethods.IsGet(http.Request.Method) ? http.Request.Path + http.Request.QueryString : http.Request.Path.ToString();
        return new Query("/sign-in").With("return", here is "/" or "/dashboard" ? null : here).With("ended", ended ? "1" : null).ToString();
    }

    /// <summary>Reads the session into the visit; the problem when there is a session but nobody can be read from it.</summary>
    private async Task<Problem?> RecogniseAsync(HttpContext http, Visit visit)
    {
        if (cookie.Read(http.Request) is not { } session) return null;
        if (await renewal.CurrentAsync(session, http) is not { } current)
        {
            SessionCookie.Clear(http);
            return Problem.Of(StatusCodes.Status401Unauthorized, "session_ended");
        }
        if (current != session) cookie.Write(http, current);
        var answer = await people.GetAsync(current, http);
        // Tokens may end while the session goes on: when a role changed, or what the company asks of its members' sign-in.
        if (answer.Problem is { Status: StatusCodes.Status401Unauthorized, Code: "token_revoked" } && await renewal.RenewedAsync(current, http) is { } renewed && renewed != current)
        {
            cookie.Write(http, current = renewed);
            answer = await people.GetAsync(current, http);
        }
        if (answer.Value is { } me)
        {
            (visit.Session, visit.Me) = (current, me);
            return null;
        }
        if (answer.Problem!.Status == StatusCodes.Status401Unauthorized) SessionCookie.Clear(http);
        // A session of another company at this company's address is no session here; one may sign in to this one.
        return answer.Problem is { Code: "tenant_mismatch" } ? null : answer.Problem;
    }

    private void SetCulture(HttpContext http, Visit visit)
    {
        var settings = visit.Me?.Tenant?.Settings;
        var wanted = visit.ChosenLanguage ?? Languages.Find(settings?.Locale) ?? Languages.Preferred(http.Request.Headers.AcceptLanguage);
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(wanted);
        CultureInfo.CurrentCulture = Culture(settings?.Locale ?? (wanted == "de" ? "de-DE" : "en-US"));
        var zone = settings is not null && TimeZoneInfo.TryFindSystemTimeZoneById(settings.TimeZone, out var found) ? found : TimeZoneInfo.Utc;
        visit.Formats = new Formats(CultureInfo.CurrentCulture, settings?.DateFormat ?? "YYYY-MM-DD", zone, time);
    }

    private static CultureInfo Culture(string locale)
    {
        try
        {
            // A bare language has no region's money and number rules of its own.
            return CultureInfo.CreateSpecificCulture(locale);
        }
        catch (CultureNotFoundException)
        {
            return CultureInfo.GetCultureInfo("en-US");
        }
    }

    private static void WriteHeaders(HttpContext http, Visit visit)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy =
            $"default-src 'none'; script-src 'self' 'nonce-{visit.Nonce}'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'self'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Permissions-Policy"] = Permissions;
        headers.CacheControl = "no-cache, no-store";
        headers.Vary = "Cookie, Accept-Language";
    }

    private static Problem Refused(string code) => Problem.Of(code switch
    {
        "tenant_not_found" => StatusCodes.Status404NotFound,
        "tenant_suspended" => StatusCodes.Status403Forbidden,
        "too_many_requests" => StatusCodes.Status429TooManyRequests,
        _ => StatusCodes.Status503ServiceUnavailable,
    }, code);
}

/// <summary>Marks an endpoint that is no page but must know the visitor.</summary>
internal sealed class NeedsVisit;
