using TrackTok.Identity.Data;
using TrackTok.ServiceDefaults;
using TrackTok.TenantData;

namespace TrackTok.Identity.Providers;

/// <summary>The routes of identity providers. Who may let people into the company decides them, on a fresh proof; no key and no app does.</summary>
internal static class ProviderEndpoints
{
    internal static void MapIdentityProviders(this RouteGroupBuilder api)
    {
        var providers = api.MapGroup("/identity-providers").WithTags("Identity providers").WithMetadata(new NotForKeysMetadata()).WithTransactions<IdentityDbContext>();
        providers.MapGet("/", ListProviders.HandleAsync).Requires(Permissions.ManageIdentityProviders).WithName("ListIdentityProviders").WithSummary("The company's own identity providers")
            .Produces<Page<ProviderAnswer>>();
        providers.MapPost("/", CreateProvider.HandleAsync).Requires(Permissions.ManageIdentityProviders).NeedsRecentProof().WithName("CreateIdentityProvider")
            .WithExample("""{"name": "Acme Login", "issuer": "https://login.example.com", "client_id": "tracktok", "client_secret": "the-secret-that-the-provider-gave", "default_role": "member", "domains": ["example.com"]}""")
            .WithSummary("Let people in on the word of an OpenID Connect provider; it is asked at once").Produces<ProviderAnswer>(StatusCodes.Status201Created)
            .Refuses(ProviderErrors.TooMany, ProviderErrors.Unreachable("The provider takes too long."), ProviderErrors.Unfit("The discovery document is of another issuer."));
        providers.MapGet("/{id:guid}", ShowProvider.HandleAsync).Requires(Permissions.ManageIdentityProviders).WithName("ShowIdentityProvider").WithSummary("An identity provider, without its secret")
            .Produces<ProviderAnswer>().Refuses(ProviderErrors.NotFound);
        providers.MapPatch("/{id:guid}", ChangeProvider.HandleAsync).Requires(Permissions.ManageIdentityProviders).NeedsRecentProof().WithName("ChangeIdentityProvider")
            .WithExample("""{"enabled": false}""").WithSummary("Change an identity provider (merge patch); switched off, it ends the sessions that were opened by it").Produces<ProviderAnswer>()
            .Refuses(ProviderErrors.NotFound, ProviderErrors.Unreachable("The provider takes too long."), ProviderErrors.Unfit("The discovery document is of another issuer."));
        providers.MapPost("/{id:guid}/check", CheckProvider.HandleAsync).Requires(Permissions.ManageIdentityProviders).WithName("CheckIdentityProvider")
            .WithSummary("Ask a provider now whether people could be sent there").Produces<CheckProvider.CheckedProviderAnswer>().Refuses(ProviderErrors.NotFound).WithoutTransaction();
        providers.MapDelete("/{id:guid}", RemoveProvider.HandleAsync).Requires(Permissions.ManageIdentityProviders).NeedsRecentProof().WithName("RemoveIdentityProvider")
            .WithSummary("Remove an identity provider, and end the sessions that were opened by it").Produces(StatusCodes.Status204NoContent).Refuses(ProviderErrors.NotFound);
    }
}
