using OpenIddict.Server;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace TrackTok.Identity.OpenId;

/// <summary>Leaves the address of the server's own documentation out of errors: which server this is concerns nobody.</summary>
internal sealed class PlainErrors :
    IOpenIddictServerHandler<ApplyTokenResponseContext>, IOpenIddictServerHandler<ApplyRevocationResponseContext>,
    IOpenIddictServerHandler<ApplyIntrospectionResponseContext>, IOpenIddictServerHandler<ApplyUserInfoResponseContext>, IOpenIddictServerHandler<ApplyAuthorizationResponseContext>
{
    public ValueTask HandleAsync(ApplyTokenResponseContext context) => Plain(context);

    public ValueTask HandleAsync(ApplyRevocationResponseContext context) => Plain(context);

    public ValueTask HandleAsync(ApplyIntrospectionResponseContext context) => Plain(context);

    public ValueTask HandleAsync(ApplyUserInfoResponseContext context) => Plain(context);

    public ValueTask HandleAsync(ApplyAuthorizationResponseContext context) => Plain(context);

    private static ValueTask Plain(BaseContext context)
    {
        if (context.Transaction.Response is { } response) response.ErrorUri = null;
        return ValueTask.CompletedTask;
    }
}
