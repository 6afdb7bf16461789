using TrackTok.Identity.Emails;
using TrackTok.Identity.Invitations;
using TrackTok.Identity.Passkeys;
using TrackTok.Identity.Passwords;
using TrackTok.Identity.People;
using TrackTok.Identity.Registrations;
using TrackTok.Identity.SecondFactors;
using TrackTok.Identity.Sessions;
using TrackTok.Identity.SignIns;
using TrackTok.ServiceDefaults;

namespace TrackTok.Identity;

/// <summary>
/// All of Identity's JSON routes. Each use case keeps its own transactions: a refused sign-in must be counted, registration spans two services, and answers with tokens
/// are not stored for repetition.
/// </summary>
internal static class IdentityEndpoints
{
    private const string ToBeginWith = "Nobody is signed in before this.";
    private const string OnesOwn = "It concerns the caller's own account and sessions only.";

    internal static void MapIdentity(this RouteGroupBuilder api)
    {
        var auth = api.MapGroup("/auth").WithTags("Identity").NeverStored();
        auth.MapPost("/register", RegisterTenant.HandleAsync).OpenToAll(ToBeginWith).WithName("Register")
            .WithExample("""{"name": "Demo Corp", "subdomain": "demo", "owner_email": "owner@demo.example.com", "owner_password": "SecurePass123!", "owner_first_name": "Jane", "owner_last_name": "Doe"}""").WithSummary("Sign up a company")
            .Produces<SignedInAnswer>(StatusCodes.Status201Created)
            .Refuses(RegistrationErrors.EmailInUse, RegistrationErrors.SubdomainTaken, RegistrationErrors.InProgress, RegistrationErrors.KeyInProgress, RegistrationErrors.KeyReused, SecondFactor.Required, SecondFactor.Wrong, TooMany, PasswordRefusals.Busy);
        auth.MapPost("/login", LogIn.HandleAsync).OpenToAll(ToBeginWith).WithName("LogIn")
            .WithExample("""{"email": "owner@demo.example.com", "password": "SecurePass123!"}""").WithSummary("Sign in with e-mail and password")
            .Produces<SignedInAnswer>()
            .Refuses(PasswordSignIn.InvalidCredentials, SessionErrors.AccountInactive, SessionErrors.TenantSuspended, PlaceChoice.TenantChoice([]), SecondFactor.Required, SecondFactor.Wrong, TooMany, PasswordRefusals.Busy);
        auth.MapPost("/refresh", Refresh.HandleAsync).OpenToAll("The refresh token is the credential.").WithName("Refresh")
            .WithExample("""{"refresh_token": "the-refresh-token-of-the-last-answer"}""").WithSummary("Exchange a refresh token for new tokens")
            .Produces<TokenAnswer>()
            .Refuses(SessionErrors.InvalidRefreshToken, SessionErrors.AccountInactive, SessionErrors.TenantSuspended, SessionErrors.TenantMismatch);

        auth.MapPost("/password-reset/request", RequestPasswordReset.HandleAsync).OpenToAll("Who has forgotten a password cannot sign in.").WithName("RequestPasswordReset")
            .WithExample("""{"email": "owner@demo.example.com"}""").WithSummary("Have a link mailed that sets a new password")
            .Produces(StatusCodes.Status202Accepted);
        auth.MapPost("/password-reset/confirm", ConfirmPasswordReset.HandleAsync).OpenToAll("The token that was mailed is the credential.").WithName("ConfirmPasswordReset")
            .WithExample("""{"token": "the-token-of-the-mailed-link", "new_password": "An-even-better-one-7"}""").WithSummary("Set a new password by the mailed token and end all sessions")
            .Produces(StatusCodes.Status204NoContent).Refuses(ConfirmPasswordReset.TokenInvalid, PasswordRefusals.Busy);
        auth.MapPost("/invitations/look-up", LookUpInvitation.HandleAsync).OpenToAll("The token that was mailed is the credential.").WithName("LookUpInvitation")
            .WithExample("""{"token": "the-token-of-the-mailed-link"}""").WithSummary("What an invitation is to, and whether the invited address has an account")
            .Produces<LookUpInvitation.InvitationAnswer>().Refuses(AcceptInvitation.Invalid);
        auth.MapPost("/invitations/accept", AcceptInvitation.HandleAsync).OpenToAll("The token that was mailed is the credential.").WithName("AcceptInvitation")
            .WithExample("""{"token": "the-token-of-the-mailed-link", "first_name": "Jane", "last_name": "Doe", "password": "SecurePass123!"}""").WithSummary("Join a company by invitation and be signed in")
            .Produces<SignedInAnswer>()
            .Refuses(AcceptInvitation.Invalid, AcceptInvitation.PasswordNeeded, AcceptInvitation.AlreadyMember, AcceptInvitation.LimitReached, PasswordSignIn.InvalidCredentials, SecondFactor.Required, SecondFactor.Wrong, SessionErrors.TenantSuspended, TooMany, PasswordRefusals.Busy);
        auth.MapPost("/verify-email", VerifyEmail.HandleAsync).OpenToAll("The token that was mailed is the credential.").WithName("VerifyEmail")
            .WithExample("""{"token": "the-token-of-the-mailed-link"}""").WithSummary("Verify an e-mail address, or agree to its change, by the mailed token")
            .Produces<VerifyEmail.VerifiedAnswer>().Refuses(VerifyEmail.Invalid, VerifyEmail.InUse);
        auth.MapGet("/subdomain-availability", CheckSubdomain.HandleAsync).OpenToAll("Who signs up wants to know before the form is sent.").WithName("CheckSubdomain")
            .WithSummary("Whether a subdomain is free, and which one would be").Produces<CheckSubdomain.SubdomainAnswer>();

        auth.MapPost("/logout", LogOut.HandleAsync).ForEverySignedInAndOperators(OnesOwn).WithoutSecondFactor().WithName("LogOut").WithSummary("End this session");
        auth.MapGet("/me", ShowMe.HandleAsync).ForEverySignedInAndOperators(OnesOwn).WithoutSecondFactor().WithName("ShowMe").WithSummary("Who is signed in, where and as what")
            .Produces<ShowMe.MeAnswer>().Refuses(SessionErrors.AccountInactive);
        auth.MapPatch("/me", ChangeMe.HandleAsync).ForEverySignedIn(OnesOwn).NeedsOwnProof().WithName("ChangeMe")
            .WithExample("""{"first_name": "Jane", "language": "de"}""").WithSummary("Change one's name and the language of one's mails (merge patch)").Produces<ChangeMe.ChangedMeAnswer>();
        auth.MapPost("/change-password", ChangePassword.HandleAsync).ForEverySignedInAndOperators(OnesOwn).WithName("ChangePassword")
            .WithExample("""{"current_password": "SecurePass123!", "new_password": "An-even-better-one-7"}""").WithSummary("Change one's password and end all sessions")
            .Produces(StatusCodes.Status204NoContent).Refuses(ChangePassword.WrongPassword, TooMany, PasswordRefusals.Busy);
        auth.MapPost("/verify-email/resend", ResendVerification.HandleAsync).ForEverySignedIn(OnesOwn).WithName("ResendVerification")
            .WithSummary("Have the link mailed again that verifies one's e-mail address").Produces(StatusCodes.Status202Accepted);
        auth.MapPost("/change-email", ChangeEmail.HandleAsync).ForEverySignedIn(OnesOwn).WithName("ChangeEmail")
            .WithExample("""{"new_email": "jane@demo.example.com", "current_password": "SecurePass123!"}""").WithSummary("Begin to change one's e-mail address; both addresses are asked")
            .Produces(StatusCodes.Status202Accepted).Refuses(ChangePassword.WrongPassword, ChangeEmail.TooManyMails, TooMany, PasswordRefusals.Busy);
        auth.MapGet("/change-email", ShowEmailChange.HandleAsync).ForEverySignedIn(OnesOwn).WithName("ShowEmailChange").WithSummary("How far a change of one's e-mail address is")
            .Produces<ShowEmailChange.EmailChangeAnswer>();
        auth.MapDelete("/change-email", CallOffEmailChange.HandleAsync).ForEverySignedIn(OnesOwn).NeedsOwnProof().WithName("CallOffEmailChange").WithSummary("Call a change of one's e-mail address off")
            .Produces(StatusCodes.Status204NoContent);
        auth.MapPost("/step-up", StepUp.HandleAsync).ForEverySignedInAndOperators(OnesOwn).WithoutSecondFactor().WithName("StepUp")
            .WithExample("""{"password": "SecurePass123!", "totp": "123456"}""").WithSummary("Prove once more who one is, for what is dangerous")
            .Produces<StepUp.StepUpAnswer>().Refuses(StepUp.WrongPassword, SecondFactor.Required, SecondFactor.Wrong, PasskeyErrors.Invalid, SessionErrors.AccountInactive, TooMany, PasswordRefusals.Busy);
        auth.MapPost("/step-up/options", StepUp.AskAsync).ForEverySignedInAndOperators(OnesOwn).WithoutSecondFactor().WithName("AskToStepUp")
            .WithSummary("Begin to prove by a passkey who one is: what the browser needs to ask for it").Produces<System.Text.Json.JsonElement>().Refuses(PasskeyErrors.None);
        auth.MapGet("/totp", ShowTotp.HandleAsync).ForEverySignedInAndOperators(OnesOwn).WithoutSecondFactor().WithName("ShowTotp").WithSummary("Whether a second factor is in force").Produces<ShowTotp.TotpAnswer>();
        auth.MapPost("/totp/setup", SetUpTotp.HandleAsync).ForEverySignedInAndOperators(OnesOwn).WithoutSecondFactor().NeedsRecentProof().WithName("SetUpTotp").WithSummary("Begin to set an authenticator up")
            .Produces<SetUpTotp.TotpSetupAnswer>().Refuses(SetUpTotp.AlreadyOn);
        auth.MapPost("/totp/confirm", ConfirmTotp.HandleAsync).ForEverySignedInAndOperators(OnesOwn).WithoutSecondFactor().NeedsRecentProof().WithName("ConfirmTotp")
            .WithExample("""{"code": "123456"}""").WithSummary("Put the authenticator in force by its first code").Produces<ConfirmTotp.RecoveryCodesAnswer>().Refuses(ConfirmTotp.WrongCode);
        auth.MapPost("/totp/recovery-codes", RenewRecoveryCodes.HandleAsync).ForEverySignedInAndOperators(OnesOwn).NeedsRecentProof().WithName("RenewRecoveryCodes")
            .WithSummary("Replace one's recovery codes").Produces<ConfirmTotp.RecoveryCodesAnswer>().Refuses(RenewRecoveryCodes.Off);
        auth.MapDelete("/totp", SwitchOffTotp.HandleAsync).ForEverySignedInAndOperators(OnesOwn).NeedsRecentProof().WithName("SwitchOffTotp").WithSummary("Switch the authenticator off")
            .Produces(StatusCodes.Status204NoContent).Refuses(RenewRecoveryCodes.Off, SecondFactorChanging.Stays);
        auth.MapPost("/switch-tenant", SwitchTenant.HandleAsync).ForEverySignedIn(OnesOwn).NeedsOwnProof().WithoutSecondFactor().WithName("SwitchTenant")
            .WithExample("""{"tenant_id": "0190c0de-0000-7000-8000-000000000003"}""").WithSummary("Open a session in another company of one's own")
            .Produces<SignedInAnswer>().Refuses(Refusal.NotFound("company"), SessionErrors.AccountInactive, SessionErrors.TenantSuspended);
        auth.MapGet("/sessions", ListSessions.HandleAsync).ForEverySignedInAndOperators(OnesOwn).WithName("ListSessions").WithSummary("One's own living sessions")
            .Produces<Page<ListSessions.SessionAnswer>>();
        auth.MapDelete("/sessions/{id}", RevokeSession.HandleAsync).ForEverySignedInAndOperators(OnesOwn).WithName("RevokeSession").WithSummary("End one of one's own sessions")
            .Produces(StatusCodes.Status204NoContent).Refuses(Refusal.NotFound("session"));
    }

    private static readonly Refusal TooMany = SignInGate.TooMany(TimeSpan.FromSeconds(60));
}
