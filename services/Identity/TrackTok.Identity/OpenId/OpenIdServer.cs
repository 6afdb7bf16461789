using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using TrackTok.Identity.Data;
using TrackTok.Identity.Keys;
using TrackTok.Identity.Tokens;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace TrackTok.Identity.OpenId;

/// <summary>
/// The standard endpoints (SPEC 3.2), by OpenIddict. It speaks the protocol and knows the clients; sessions, tokens and passwords are the same ones that the JSON routes
/// use, so that whatever ends a session there ends it here. Outside this folder and the context nobody knows which server it is.
/// </summary>
internal static class OpenIdServer
{
    internal static void AddOpenIdServer(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOpenIddict()
            .AddCore(core => core.UseEntityFrameworkCore().UseDbContext<IdentityDbContext>())
            .AddServer(server =>
            {
                var issuer = AccessTokens.Issuer(configuration);
                server.SetIssuer(issuer)
                    .SetConfigurationEndpointUris(Both(issuer, ".well-known/openid-configuration"))
                    .SetJsonWebKeySetEndpointUris(Both(issuer, ".well-known/jwks"))
                    .SetAuthorizationEndpointUris(Both(issuer, "connect/authorize"))
                    .SetTokenEndpointUris(Both(issuer, "connect/token"))
                    .SetRevocationEndpointUris(Both(issuer, "connect/revoke"))
                    .SetIntrospectionEndpointUris(Both(issuer, "connect/introspect"))
                    .SetUserInfoEndpointUris(Both(issuer, "connect/userinfo"))
                    .SetEndSessionEndpointUris(Both(issuer, "connect/logout"))
                    .AllowAuthorizationCodeFlow()
                    .RequireProofKeyForCodeExchange()
                    .AllowPasswordFlow()
                    .AllowRefreshTokenFlow()
                    .AllowClientCredentialsFlow()
                    .RegisterScopes(AccessTokens.ApiScope, TokenClaims.InternalScope, OpenIddictConstants.Scopes.Email, OpenIddictConstants.Scopes.Profile)
                    .SetAccessTokenLifetime(AccessTokens.Life)
                    .SetIdentityTokenLifetime(AccessTokens.Life)
                    .DisableAccessTokenEncryption()
                    .DisableTokenStorage()
                    .DisableAuthorizationStorage()
                    .Configure(Narrow);
                // TLS ends at the gateway.
                server.UseAspNetCore().DisableTransportSecurityRequirement();
                server.AddEventHandler<HandleTokenRequestContext>(handler => handler.UseScopedHandler<TokenRequests>());
                server.AddEventHandler<ExtractAuthorizationRequestContext>(handler => handler.UseScopedHandler<ReturningBrowsers>().SetOrder(int.MaxValue - 50_000));
                server.AddEventHandler<HandleAuthorizationRequestContext>(handler => handler.UseScopedHandler<AuthorizationRequests>().SetOrder(int.MaxValue - 50_000));
                server.AddEventHandler<HandleEndSessionRequestContext>(handler => handler.UseScopedHandler<SignOutRequests>().SetOrder(int.MaxValue - 50_000));
                server.AddEventHandler<GenerateTokenContext>(handler => handler.UseSingletonHandler<IssuedTokens>().SetOrder(int.MinValue + 50_000));
                server.AddEventHandler<GenerateTokenContext>(handler => handler.UseSingletonHandler<IssuedTokens.SignsNow>().SetOrder(OpenIddictServerHandlers.Protection.AttachSecurityCredentials.Descriptor.Order + 1));
                server.AddEventHandler<ApplyTokenResponseContext>(handler => handler.UseSingletonHandler<IssuedTokens>().SetOrder(int.MinValue + 50_000));
                var read = OpenIddictServerHandlers.Protection.ValidateIdentityModelToken.Descriptor.Order;
                server.AddEventHandler<ValidateTokenContext>(handler => handler.UseScopedHandler<RefreshTokenReader>().SetOrder(read - 1));
                server.AddEventHandler<ValidateTokenContext>(handler => handler.UseScopedHandler<CodeReader>().SetOrder(read - 2));
                server.AddEventHandler<ValidateTokenContext>(handler => handler.UseScopedHandler<LivingSessions>().SetOrder(int.MaxValue - 50_000));
                server.AddEventHandler<HandleRevocationRequestContext>(handler => handler.UseScopedHandler<Revocations>());
                server.AddEventHandler<HandleIntrospectionRequestContext>(handler => handler.UseSingletonHandler<Introspections>().SetOrder(int.MaxValue - 50_000));
                server.AddEventHandler<HandleUserInfoRequestContext>(handler => handler.UseScopedHandler<UserInfos>().SetOrder(int.MaxValue - 50_000));
                server.AddEventHandler<ApplyTokenResponseContext>(handler => handler.UseSingletonHandler<PlainErrors>().SetOrder(int.MinValue + 40_000));
                server.AddEventHandler<ApplyRevocationResponseContext>(handler => handler.UseSingletonHandler<PlainErrors>().SetOrder(int.MinValue + 40_000));
                server.AddEventHandler<ApplyIntrospectionResponseContext>(handler => handler.UseSingletonHandler<PlainErrors>().SetOrder(int.MinValue + 40_000));
                server.AddEventHandler<ApplyUserInfoResponseContext>(handler => handler.UseSingletonHandler<PlainErrors>().SetOrder(int.MinValue + 40_000));
                server.AddEventHandler<ApplyAuthorizationResponseContext>(handler => handler.UseSingletonHandler<PlainErrors>().SetOrder(int.MinValue + 40_000));
                server.AddEventHandler<ApplyAuthorizationResponseContext>(handler => handler.UseScopedHandler<ErrorsToApps>().SetOrder(OpenIddictServerHandlers.Authentication.InferResponseMode.Descriptor.Order + 1));
                server.AddEventHandler<ApplyAuthorizationResponseContext>(handler => handler.UseScopedHandler<ErrorsToPeople>().SetOrder(OpenIddictServerHandlers.Authentication.InferResponseMode.Descriptor.Order + 2));
                server.AddEventHandler<ApplyEndSessionResponseContext>(handler => handler.UseScopedHandler<ErrorsToPeople>().SetOrder(int.MinValue + 50_000));
                server.AddEventHandler<HandleConfigurationRequestContext>(handler => handler.UseSingletonHandler<Discovery>().SetOrder(int.MaxValue - 50_000));
                // Its own way to revoke needs its own token store; ours ends the session.
                server.RemoveEventHandler(OpenIddictServerHandlers.Revocation.RevokeToken.Descriptor);
                // Whose token it is, we decide.
                server.RemoveEventHandler(OpenIddictServerHandlers.Introspection.ValidateTokenType.Descriptor);
                server.RemoveEventHandler(OpenIddictServerHandlers.Introspection.ValidateAuthorizedParty.Descriptor);
                server.RemoveEventHandler(OpenIddictServerHandlers.Revocation.ValidateTokenType.Descriptor);
                server.RemoveEventHandler(OpenIddictServerHandlers.Revocation.ValidateAuthorizedParty.Descriptor);
                server.AddEventHandler<ValidateIntrospectionRequestContext>(handler => handler.UseSingletonHandler<OwnTokensOnly>().SetOrder(OpenIddictServerHandlers.Introspection.ValidateAuthorizedParty.Descriptor.Order));
                server.AddEventHandler<ValidateRevocationRequestContext>(handler => handler.UseSingletonHandler<OwnTokensOnly>().SetOrder(OpenIddictServerHandlers.Revocation.ValidateAuthorizedParty.Descriptor.Order));
                // Which scopes there are depends on the client alone: names of permissions are the services' own.
                server.RemoveEventHandler(OpenIddictServerHandlers.Authentication.ValidateScopes.Descriptor);
                server.RemoveEventHandler(OpenIddictServerHandlers.Exchange.ValidateScopes.Descriptor);
                server.AddEventHandler<ValidateAuthorizationRequestContext>(handler => handler.UseScopedHandler<ScopesOfClient>().SetOrder(OpenIddictServerHandlers.Authentication.ValidateGrantTypePermissions.Descriptor.Order - 1));
                server.AddEventHandler<ValidateTokenRequestContext>(handler => handler.UseScopedHandler<ScopesOfClient>().SetOrder(OpenIddictServerHandlers.Exchange.ValidateGrantTypePermissions.Descriptor.Order + 1));
            });
        services.LoadNoKeyRing();
        services.AddSingleton<IConfigureOptions<OpenIddictServerOptions>, KeysOfServer>();
        services.AddSingleton<IOptionsChangeTokenSource<OpenIddictServerOptions>, KeysOfServer>();
        services.AddHostedService<Clients>();
        services.AddScoped<AppClients>();
        services.AddScoped<AppReader>();
        services.AddSingleton<AppOrigins>();
    }

    /// <summary>What we do not do, and what discovery therefore must not promise: an answer in the query is the one way back, S256 the one way of PKCE.</summary>
    private static void Narrow(OpenIddictServerOptions options)
    {
        options.ResponseModes.RemoveWhere(mode => mode != OpenIddictConstants.ResponseModes.Query);
        options.CodeChallengeMethods.RemoveWhere(method => method != OpenIddictConstants.CodeChallengeMethods.Sha256);
        options.PromptValues.Remove(OpenIddictConstants.PromptValues.SelectAccount);
        options.ClientAuthenticationMethods.Remove(OpenIddictConstants.ClientAuthenticationMethods.PrivateKeyJwt);
    }

    /// <summary>An endpoint as it is published, under the issuer's address, and as it is also found from inside, by whatever name we are called.</summary>
    private static string[] Both(Uri issuer, string path) => [new Uri(issuer, path).AbsoluteUri, path];

    /// <summary>Gives the server the keys in force, and again when they change.</summary>
    private sealed class KeysOfServer(KeyRing keys) : IConfigureOptions<OpenIddictServerOptions>, IOptionsChangeTokenSource<OpenIddictServerOptions>
    {
        public string Name => Options.DefaultName;

        public IChangeToken GetChangeToken() => keys.Changed;

        public void Configure(OpenIddictServerOptions options)
        {
            options.SigningCredentials.AddRange(keys.Current.Published.Select(key => new SigningCredentials(key, SecurityAlgorithms.RsaSha256)));
            options.EncryptionCredentials.AddRange(keys.Current.Encryption.Select(key =>
                new EncryptingCredentials(key, SecurityAlgorithms.Aes256KW, SecurityAlgorithms.Aes256CbcHmacSha512)));
        }
    }
}
