using TrackTok.Identity.Data;
using TrackTok.ServiceDefaults;
using TrackTok.TenantData;

namespace TrackTok.Identity.ApiKeys;

/// <summary>The routes of API keys. No key makes keys.</summary>
internal static class ApiKeyEndpoints
{
    internal static void MapApiKeys(this RouteGroupBuilder api)
    {
        var keys = api.MapGroup("/api-keys").WithTags("API keys").NeverStored().WithMetadata(new NotForKeysMetadata()).WithTransactions<IdentityDbContext>();
        keys.MapGet("/", ListApiKeys.HandleAsync).Requires(Permissions.ManageApiKeys).WithName("ListApiKeys").WithSummary("API keys, the newest first").Produces<Page<ListApiKeys.ApiKeyAnswer>>();
        keys.MapPost("/", CreateApiKey.HandleAsync).Requires(Permissions.ManageApiKeys).NeedsRecentProof().WithName("CreateApiKey")
            .WithExample("""{"name": "Nightly import", "scopes": ["expenses.read"], "expires_at": "2030-01-01T00:00:00Z"}""").WithSummary("Make an API key; its text is told this once")
            .Produces<CreateApiKey.CreatedApiKeyAnswer>(StatusCodes.Status201Created).Refuses(CreateApiKey.TooMany);
        keys.MapDelete("/{id:guid}", RevokeApiKey.HandleAsync).Requires(Permissions.ManageApiKeys).WithName("RevokeApiKey").WithSummary("Revoke an API key at once")
            .Produces(StatusCodes.Status204NoContent).Refuses(Refusal.NotFound("API key"));
    }
}
