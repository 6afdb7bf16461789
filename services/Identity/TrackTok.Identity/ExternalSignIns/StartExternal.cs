using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using TrackTok.Identity.Authorizations;
using TrackTok.Identity.Data;
using TrackTok.Identity.Keys;
using TrackTok.Identity.Mail;
using TrackTok.Identity.Providers;
using TrackTok.Identity.Sessions;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.TenantData;

namespace TrackTok.Identity.ExternalSignIns;

/// <summary>
/// Begins a sign-in by a company's identity provider: tells where to send the browser, and the binding, which the client keeps for that browser alone and gives back with what the browser brings.
/// </summary>
internal static class StartExternal
{
    /// <summary>The page of the web application to which providers send browsers back.</summary>
    internal const string Page = "sign-in/external";

    internal sealed record StartExternalRequest(Guid? ProviderId) : ICheckedRequest
    {
        public void Check(RequestErrors errors) => errors.Required(ProviderId, "provider_id");
    }

    /// <param name="Location">Where the browser goes: the provider's own page.</param>
    /// <param name="State">Comes back with the browser.</param>
    /// <param name="Binding">A secret between the client and this browser.</param>
    internal sealed record StartedExternalAnswer(string Location, string State, string Binding, DateTimeOffset ExpiresAt);

    internal static async Task<IResult> HandleAsync(
        StartExternalRequest request, TenantContext named, CallerContext caller, IdentityDbContext db, Authorizing companies, ProvedDomains domains, ProviderDocuments documents, PublicLinks links, Seals seals, IOptions<ExternalSignInOptions> options, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!named.IsSet) return ExternalErrors.TenantRequired.ToProblem();
        if (await db.IdentityProviders.AsNoTracking().SingleOrDefaultAsync(row => row.Id == request.ProviderId && row.Enabled, cancellationToken) is not { } provider) return ProviderErrors.NotFound.ToProblem();
        if (await companies.FindCompanyAsync(named.TenantId, cancellationToken) is not { } company) return SessionErrors.TenantSuspended.ToProblem();
        if ((await documents.DiscoverAsync(provider.Issuer, fresh: false, cancellationToken)).Metadata is not { } metadata) return ExternalErrors.Unreachable.ToProblem();

        // A company's own domain keeps its visitors; everybody else comes back to its subdomain.
        var asked = HostString.FromUriComponent(caller.Host ?? "");
        var own = asked.Host.Length > 0 && !links.IsOurs(asked.Host) && (await domains.OfAsync(named.TenantId, cancellationToken)).Contains(asked.Host) ? asked.Host : null;
        var page = own is null ? links.At(company.Subdomain, Page) : links.AtHost(own, Page);
        // Where one develops and tests, any port may be today's.
        var back = (options.Value.AllowPrivateAddresses && asked.Port is { } port ? new UriBuilder(page) { Port = port }.Uri : page).AbsoluteUri;
        var secrets = AttemptSecrets.New(named.TenantId);
        var attempt = ExternalAttempt.Begin(named.TenantId, provider.Id, secrets, seals.Seal(secrets.Verifier, ExternalAttempt.VerifierPurpose), back, time.GetUtcNow());
        await using var transaction = await TenantTransaction.BeginAsync(db, cancellationToken);
        // Who begins tidies up: behind the wall nobody does it for all companies.
        await db.ExternalAttempts.Where(row => row.ExpiresAt < attempt.BegunAt).ExecuteDeleteAsync(cancellationToken);
        db.Add(attempt);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        return TypedResults.Ok(new StartedExternalAnswer(Location(metadata, provider, secrets, back), secrets.State, secrets.Binding, attempt.ExpiresAt));
    }

    private static string Location(ProviderMetadata metadata, IdentityProvider provider, AttemptSecrets secrets, string back) => QueryHelpers.AddQueryString(metadata.Authorization.AbsoluteUri, new Dictionary<string, string?>
    {
        ["response_type"] = "code",
        ["client_id"] = provider.ClientId,
        ["redirect_uri"] = back,
        ["scope"] = "openid email profile",
        ["state"] = secrets.State,
        ["nonce"] = secrets.Nonce,
        ["code_challenge"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(secrets.Verifier))),
        ["code_challenge_method"] = "S256",
    });
}
