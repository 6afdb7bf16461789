using Microsoft.EntityFrameworkCore;
using OpenIddict.EntityFrameworkCore.Models;
using TrackTok.Identity.ApiKeys;
using TrackTok.Identity.Apps;
using TrackTok.Identity.Authorizations;
using TrackTok.Identity.Consents;
using TrackTok.Identity.Emails;
using TrackTok.Identity.ExternalSignIns;
using TrackTok.Identity.Invitations;
using TrackTok.Identity.Keys;
using TrackTok.Identity.Mail;
using TrackTok.Identity.Operators;
using TrackTok.Identity.Passkeys;
using TrackTok.Identity.Passwords;
using TrackTok.Identity.People;
using TrackTok.Identity.Providers;
using TrackTok.Identity.Registrations;
using TrackTok.Identity.SecondFactors;
using TrackTok.Identity.Sessions;
using TrackTok.Identity.SignIns;
using TrackTok.TenantData;

namespace TrackTok.Identity.Data;

/// <summary>People, their sessions and credentials. The audit trail, API keys, apps, what people let them do, and identity providers are a tenant's; the rest belongs to persons.</summary>
public sealed class IdentityDbContext(DbContextOptions<IdentityDbContext> options) : TenantDbContext(options)
{
    internal DbSet<Person> People => Set<Person>();

    internal DbSet<Session> Sessions => Set<Session>();

    internal DbSet<RefreshToken> RefreshTokens => Set<RefreshToken>();

    internal DbSet<Registration> Registrations => Set<Registration>();

    internal DbSet<SignInCounter> SignInCounters => Set<SignInCounter>();

    internal DbSet<PlatformOperator> Operators => Set<PlatformOperator>();

    internal DbSet<PasswordReset> PasswordResets => Set<PasswordReset>();

    internal DbSet<InvitationLink> InvitationLinks => Set<InvitationLink>();

    internal DbSet<EmailProof> EmailProofs => Set<EmailProof>();

    internal DbSet<RecoveryCode> RecoveryCodes => Set<RecoveryCode>();

    internal DbSet<Passkey> Passkeys => Set<Passkey>();

    internal DbSet<PasskeyChallenge> PasskeyChallenges => Set<PasskeyChallenge>();

    internal DbSet<ApiKey> ApiKeys => Set<ApiKey>();

    internal DbSet<App> Apps => Set<App>();

    internal DbSet<Authorization> Authorizations => Set<Authorization>();

    internal DbSet<Consent> Consents => Set<Consent>();

    internal DbSet<IdentityProvider> IdentityProviders => Set<IdentityProvider>();

    internal DbSet<ExternalLink> ExternalLinks => Set<ExternalLink>();

    internal DbSet<ExternalAttempt> ExternalAttempts => Set<ExternalAttempt>();

    internal DbSet<OutgoingMail> OutgoingMails => Set<OutgoingMail>();

    internal DbSet<Key> Keys => Set<Key>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.UseOpenIddict();
        base.OnModelCreating(modelBuilder);
        // The OpenID Connect server's own tables, named as all others are.
        modelBuilder.Entity<OpenIddictEntityFrameworkCoreApplication>().ToTable("oauth_clients");
        modelBuilder.Entity<OpenIddictEntityFrameworkCoreAuthorization>().ToTable("oauth_authorizations");
        modelBuilder.Entity<OpenIddictEntityFrameworkCoreScope>().ToTable("oauth_scopes");
        modelBuilder.Entity<OpenIddictEntityFrameworkCoreToken>().ToTable("oauth_tokens");
    }
}

internal sealed class IdentityDesignTime : DesignTimeFactory<IdentityDbContext>;
