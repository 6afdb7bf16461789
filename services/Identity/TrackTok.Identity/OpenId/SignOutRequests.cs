using System.Security.Claims;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.WebUtilities;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using TrackTok.Identity.Apps;
using TrackTok.Identity.Authorizations;
using TrackTok.Identity.Mail;
using TrackTok.Identity.SignOuts;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace TrackTok.Identity.OpenId;

/// <summary>
/// The end-session endpoint, once the server has found the request in order (an identity token of ours, an address of the app's registration): leads the browser to the web application, where
/// the person signs out, or does not. Nobody is signed out by an address that somebody else made their browser open.
/// </summary>
internal sealed class SignOutRequests(AppReader reader, Authorizing authorizing, SignOutQuestions questions, PublicLinks links) : IOpenIddictServerHandler<HandleEndSessionRequestContext>
{
    private const int LongestState = 2000;

    public async ValueTask HandleAsync(HandleEndSessionRequestContext context)
    {
        if (await reader.FindAsync(context.Request.ClientId ?? context.IdentityTokenHintPrincipal?.GetAudiences().FirstOrDefault(), context.CancellationToken) is not { } app)
        {
            context.Reject(Errors.InvalidRequest, "Say by client_id or id_token_hint which app asks.");
            return;
        }
        if (context.Request.IdTokenHint is not null && !IsOf(app, context.IdentityTokenHintPrincipal))
        {
            context.Reject(Errors.InvalidRequest, "id_token_hint is no identity token of this app.");
            return;
        }
        if (context.Request.State is { Length: > LongestState })
        {
            context.Reject(Errors.InvalidRequest, $"state has at most {LongestState} characters.");
            return;
        }
        if (await authorizing.FindCompanyAsync(app.TenantId, context.CancellationToken) is not { } company)
        {
            context.Reject(Errors.AccessDenied, "The company of this app is suspended or gone.");
            return;
        }
        var response = context.Transaction.GetHttpRequest()!.HttpContext.Response;
        response.Headers.CacheControl = "no-store";
        response.Redirect(links.SignOut(company.Subdomain, questions.Ask(app, Back(context.Request))).AbsoluteUri);
        context.HandleRequest();
    }

    /// <summary>A hint that says nothing is not passed over: who sends one means it.</summary>
    private static bool IsOf(App app, ClaimsPrincipal? hint) => hint?.GetTokenType() == TokenTypeIdentifiers.IdentityToken && hint.HasAudience(app.Id.ToString());

    private static string? Back(OpenIddictRequest request) => request switch
    {
        { PostLogoutRedirectUri: null } => null,
        { State: { Length: > 0 } state } => QueryHelpers.AddQueryString(request.PostLogoutRedirectUri, Parameters.State, state),
        _ => request.PostLogoutRedirectUri,
    };
}
