using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using TrackTok.Identity.ApiKeys;
using TrackTok.Identity.Apps;
using TrackTok.Identity.Authorizations;
using TrackTok.Identity.Data;
using TrackTok.Identity.Emails;
using TrackTok.Identity.ExternalSignIns;
using TrackTok.Identity.Invitations;
using TrackTok.Identity.Keys;
using TrackTok.Identity.Mail;
using TrackTok.Identity.Memberships;
using TrackTok.Identity.Operators;
using TrackTok.Identity.Passkeys;
using TrackTok.Identity.Passwords;
using TrackTok.Identity.Providers;
using TrackTok.Identity.Registrations;
using TrackTok.Identity.SecondFactors;
using TrackTok.Identity.Sessions;
using TrackTok.Identity.SignIns;
using TrackTok.Identity.SignOuts;
using TrackTok.Identity.Tokens;
using TrackTok.ServiceDefaults;
using TrackTok.TenantData;

namespace TrackTok.Identity;

internal static class IdentityServices
{
    /// <summary>What Identity's use cases are made of.</summary>
    internal static void AddIdentity(this IServiceCollection services, IConfiguration configuration)
    {
        services.Configure<PasswordOptions>(configuration.GetSection("Identity:Passwords"));
        services.Configure<SignInOptions>(configuration.GetSection("Identity:SignIn"));
        PasswordRule.Permit(configuration.GetSection("Identity:Passwords:Permitted").Get<string[]>() ?? []);
        // First: everything else signs or checks with these keys.
        services.AddSingleton<KeyRing>();
        services.AddHostedService(provider => provider.GetRequiredService<KeyRing>());
        services.AddCommand<RotateKeys>();
        services.AddSingleton<AccessTokens>();
        services.AddSingleton<PasswordHashes>();
        services.AddSingleton<IExceptionRefusal, PasswordRefusals>();
        services.AddSingleton<SignInGate>();
        services.AddSingleton<PermissionNames>();
        services.Configure<MailOptions>(configuration.GetSection("Mail"));
        services.AddSingleton<Seals>();
        services.AddSingleton<PublicLinks>();
        services.AddSingleton<DevelopmentInbox>();
        services.AddSingleton<Mailer>();
        services.AddWorker<MailSending>();
        services.AddWorker<PasswordResetIssuing>();
        services.AddScoped<PasswordChanging>();
        services.AddSingleton<EmailProofs>();
        services.AddScoped<ApiKeyExchange>();
        services.AddScoped<AppEnding>();
        services.AddScoped<AppTokens>();
        services.AddScoped<CodeExchange>();
        services.AddScoped<Authorizing>();
        services.AddSingleton<SignOutQuestions>();
        services.AddScoped<RelyingParties>();
        services.AddScoped<PasskeyCeremony>();
        services.AddScoped<PlaceChoice>();
        services.AddScoped<SecondFactor>();
        services.AddScoped<SecondFactorChanging>();
        services.AddScoped<PasswordProof>();
        services.AddScoped<Accepting>();
        services.AddScoped<TenantWork>();
        services.AddScoped<MembershipReader>();
        services.AddScoped<SessionOpening>();
        services.AddScoped<SessionEnding>();
        services.AddScoped<StandingTokens>();
        services.AddScoped<RefreshSession>();
        services.AddScoped<PasswordSignIn>();
        services.AddScoped<Registering>();
        services.AddScoped<RegistrationDecision>();
        services.Configure<ExternalSignInOptions>(configuration.GetSection("Identity:ExternalSignIn"));
        services.AddSingleton<ProviderHttp>();
        services.AddSingleton<ProviderDocuments>();
        services.AddSingleton<IdTokens>();
        services.AddScoped<ProvedDomains>();
        services.AddScoped<ProviderEnding>();
        services.AddScoped<ExternalAttempts>();
        services.AddScoped<CodeForToken>();
        services.AddScoped<JoiningByDomain>();
        services.AddScoped<LettingIn>();
        services.Configure<List<AppointedOperator>>(configuration.GetSection("Identity:Operators"));
        services.AddHostedService<OperatorAppointment>();
        services.AddHostedService<EndRepeater>();
        services.AddHostedService<RegistrationRecovery>();
        services.AddHostedService<Housekeeping>();
        services.CheckTokensWithOwnKeys();
    }

    private static void AddWorker<TWorker>(this IServiceCollection services) where TWorker : QueueWorker
    {
        services.AddSingleton<TWorker>();
        services.AddHostedService(provider => provider.GetRequiredService<TWorker>());
    }

    /// <summary>Identity does not ask itself for its public keys, and reads a token's times by the clock that wrote them.</summary>
    private static void CheckTokensWithOwnKeys(this IServiceCollection services) =>
        services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme).Configure<KeyRing, TimeProvider>((options, keys, time) =>
        {
            options.TokenValidationParameters.LifetimeValidator = (from, until, _, how) =>
                until is { } end && time.GetUtcNow() - how.ClockSkew < end && (from is not { } start || start - how.ClockSkew <= time.GetUtcNow());
            var given = options.TokenValidationParameters.IssuerSigningKey;
            options.ConfigurationManager = null;
            options.Configuration = new OpenIdConnectConfiguration();
            options.TokenValidationParameters.IssuerSigningKeyResolver = (_, _, _, _) => given is null ? keys.Current.Published : [.. keys.Current.Published, given];
        });
}
