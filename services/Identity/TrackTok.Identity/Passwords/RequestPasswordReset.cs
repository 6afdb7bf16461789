using TrackTok.Identity.Data;
using TrackTok.Identity.Mail;
using TrackTok.ServiceDefaults;
using TrackTok.TenantData;

namespace TrackTok.Identity.Passwords;

/// <summary>
/// Takes down that a new password is wanted, and says no more than that (202): whether there is such an account is found out afterwards, by <see cref="PasswordResetIssuing"/>.
/// </summary>
internal static class RequestPasswordReset
{
    internal sealed record PasswordResetRequest(string? Email) : ICheckedRequest
    {
        public void Check(RequestErrors errors) => errors.Email(Email, "email");
    }

    internal static async Task<IResult> HandleAsync(
        PasswordResetRequest request, HttpContext http, IdentityDbContext db, PasswordResetIssuing issuing, TimeProvider time, CancellationToken cancellationToken)
    {
        await using var transaction = await TenantTransaction.BeginAsync(db, cancellationToken);
        db.Add(PasswordReset.Ask(request.Email!, Languages.Of(http.Request), time.GetUtcNow()));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        issuing.Wake();
        return TypedResults.Accepted((string?)null);
    }
}
