using Microsoft.AspNetCore;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using TrackTok.Identity.Mail;
using TrackTok.ServiceDefaults;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace TrackTok.Identity.OpenId;

/// <summary>
/// An error of which no app can be told, because nothing says that the address is the app's: a browser is led to our own page that says it in words, whoever else asks gets a problem as
/// everywhere, with OAuth's own members beside ours.
/// </summary>
internal sealed class ErrorsToPeople(IOpenIddictApplicationManager clients, PublicLinks links) :
    IOpenIddictServerHandler<ApplyAuthorizationResponseContext>, IOpenIddictServerHandler<ApplyEndSessionResponseContext>
{
    private const string UnknownApp = "app", UnknownAddress = "address", TooLate = "late", Unfit = "request";

    public async ValueTask HandleAsync(ApplyAuthorizationResponseContext context)
    {
        if (context.Error is null || context.RedirectUri is not null) return;
        var reason = context.Request?[ReturningBrowsers.Parameter] is not null ? TooLate
            : await FindAsync(context.Request?.ClientId, context.CancellationToken) is not { } client ? UnknownApp
            : context.Request!.RedirectUri is { Length: > 0 } address && await clients.ValidateRedirectUriAsync(client, address, context.CancellationToken) ? Unfit
            : UnknownAddress;
        await TellAsync(context, reason);
    }

    public async ValueTask HandleAsync(ApplyEndSessionResponseContext context)
    {
        if (context.Error is null) return;
        var reason = context.Request is not { ClientId: { } id } ? Unfit
            : await FindAsync(id, context.CancellationToken) is not { } client ? UnknownApp
            : context.Request.PostLogoutRedirectUri is { } address && !await clients.ValidatePostLogoutRedirectUriAsync(client, address, context.CancellationToken) ? UnknownAddress
            : Unfit;
        await TellAsync(context, reason);
    }

    private async Task<object?> FindAsync(string? clientId, CancellationToken cancellationToken) =>
        Guid.TryParse(clientId, out _) ? await clients.FindByClientIdAsync(clientId, cancellationToken) : null;

    private async Task TellAsync(BaseRequestContext context, string reason)
    {
        var http = context.Transaction.GetHttpRequest()!.HttpContext;
        http.Response.Headers.CacheControl = "no-store";
        if (http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)) http.Response.Redirect(links.AppRefused(reason).AbsoluteUri);
        else await ToRefusal(context.Transaction.Response!).WriteAsync(http);
        context.HandleRequest();
    }

    private static Refusal ToRefusal(OpenIddictResponse response) =>
        new Refusal(RefusalKind.Unreadable, "unreadable", response.ErrorDescription ?? "The request cannot be read.").With("error", response.Error).With("error_description", response.ErrorDescription);
}
