using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Data;
using TrackTok.Identity.OpenId;
using TrackTok.Identity.Tokens;
using TrackTok.ServiceDefaults;

namespace TrackTok.Identity.Apps;

/// <summary>Gives a confidential app a new secret. The old one opens nothing from then on; tokens that were got by it live on, and end with the app.</summary>
internal static class RenewAppSecret
{
    internal static async Task<IResult> HandleAsync(Guid id, IdentityDbContext db, AppClients clients, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await db.Apps.SingleOrDefaultAsync(row => row.Id == id && row.RevokedAt == null, cancellationToken) is not { } app) return AppErrors.NotFound.ToProblem();
        if (!app.IsConfidential) return AppErrors.NoSecret.ToProblem();
        var secret = SecretText.New(CreateApp.Prefix).Text;
        app.RenewSecret(time.GetUtcNow());
        db.Name(app, "secret_renewed");
        await db.SaveChangesAsync(cancellationToken);
        await clients.WriteAsync(app, secret, cancellationToken);
        return TypedResults.Ok(CreateApp.CreatedAppAnswer.From(app, secret));
    }
}
