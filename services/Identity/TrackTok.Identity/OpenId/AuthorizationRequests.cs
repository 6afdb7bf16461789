using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using TrackTok.Identity.Authorizations;
using TrackTok.Identity.Tokens;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace TrackTok.Identity.OpenId;

/// <summary>
/// A browser that comes back from the consent page brings nothing but a text that stands for the decision. The parameters that the app once sent take its place, and are checked once more,
/// because the app may have been changed or revoked in between.
/// </summary>
internal sealed class ReturningBrowsers(Authorizing authorizing) : IOpenIddictServerHandler<ExtractAuthorizationRequestContext>
{
    internal const string Parameter = "decided", Property = "tracktok:authorization";

    public async ValueTask HandleAsync(ExtractAuthorizationRequestContext context)
    {
        if ((string?)context.Request?[Parameter] is not { } text) return;
        if (await authorizing.FindDecidedAsync(text, context.CancellationToken) is not { } decided)
        {
            context.Reject(Errors.InvalidRequest, "This took too long, or was done before: begin again in the app that sent you here.");
            return;
        }
        context.Request = new OpenIddictRequest(JsonElement.Parse(decided.Parameters));
        context.Transaction.SetProperty(Property, decided);
    }
}

/// <summary>
/// The authorization endpoint, once the server has found the request in order: sends the browser to the web application, where the person signs in and decides, and answers the app when the
/// browser is back. No redirect leads anywhere but to our own page or to an address of the app's registration.
/// </summary>
internal sealed class AuthorizationRequests(Authorizing authorizing, AppReader reader, TimeProvider time) : IOpenIddictServerHandler<HandleAuthorizationRequestContext>
{
    public async ValueTask HandleAsync(HandleAuthorizationRequestContext context)
    {
        if (context.Transaction.GetProperty<Authorization>(ReturningBrowsers.Property) is { } decided) await AnswerAsync(context, decided);
        else await AskAsync(context);
    }

    private async Task AskAsync(HandleAuthorizationRequestContext context)
    {
        if (await reader.FindAsync(context.Request.ClientId, context.CancellationToken) is not { } app)
        {
            context.Reject(Errors.UnauthorizedClient, "This app was revoked.");
            return;
        }
        if (Wishes(context) is not { } wishes)
        {
            context.Reject(Errors.InvalidRequest, "max_age is a number of seconds.");
            return;
        }
        var page = await authorizing.AskAsync(app, JsonSerializer.Serialize(context.Request), [.. context.Request.GetScopes()], wishes, context.CancellationToken);
        if (page is null)
        {
            context.Reject(Errors.AccessDenied, "The company of this app is suspended or gone.");
            return;
        }
        var response = context.Transaction.GetHttpRequest()!.HttpContext.Response;
        response.Headers.CacheControl = "no-store";
        response.Redirect(page.AbsoluteUri);
        context.HandleRequest();
    }

    private async Task AnswerAsync(HandleAuthorizationRequestContext context, Authorization decided)
    {
        var (code, error) = await authorizing.ReturnAsync(decided, context.CancellationToken);
        if (code is null)
        {
            context.Reject(error ?? Errors.InvalidRequest, error switch
            {
                Errors.AccessDenied => "The person did not let the app in.",
                Errors.LoginRequired => "Nobody who could decide is signed in.",
                Errors.ConsentRequired => "The person has not let the app do this yet.",
                _ => "This was done before.",
            });
            return;
        }
        IssuedTokens.KeepCode(context.Transaction, code);
        context.SignIn(TokenRequests.Principal(decided.PersonId!.Value.ToString(), decided.Scopes));
    }

    /// <summary>Null when <c>max_age</c> is no number.</summary>
    private AuthorizationWishes? Wishes(HandleAuthorizationRequestContext context)
    {
        var (now, since) = (time.GetUtcNow(), (DateTimeOffset?)null);
        if ((string?)context.Request[Parameters.MaxAge] is { } text)
        {
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) return null;
            since = now - TimeSpan.FromSeconds(seconds);
        }
        if (context.Request.HasPromptValue(PromptValues.Login)) since = now;
        var expects = Guid.TryParse(context.IdentityTokenHintPrincipal?.GetClaim(Claims.Subject), out var hinted) ? hinted : (Guid?)null;
        return new AuthorizationWishes(context.Request.HasPromptValue(PromptValues.None), context.Request.HasPromptValue(PromptValues.Consent), since, expects);
    }
}
