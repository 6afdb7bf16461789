using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Data;
using TrackTok.Identity.Mail;
using TrackTok.Tenancy;
using TrackTok.TenantData;
using TrackTok.Tenants.Contracts;

namespace TrackTok.Identity.Invitations;

/// <summary>Somebody was invited, or invited again: makes the link and mails it. One that was revoked takes its link with it. Old news changes nothing.</summary>
internal sealed class InvitationRevisedConsumer(IdentityDbContext db, TenantContext tenant, OutboxSignal signal, Mailer mailer, PublicLinks links, TimeProvider time)
    : TenantConsumer<IdentityDbContext, InvitationRevised>(db, tenant, signal, time)
{
    internal const string Page = "/accept-invitation";

    protected override Guid TenantOf(InvitationRevised message) => message.TenantId;

    protected override async Task HandleAsync(InvitationRevised message, CancellationToken cancellationToken)
    {
        var link = (await Db.InvitationLinks.FromSql($"SELECT * FROM invitation_links WHERE invitation_id = {message.InvitationId} FOR UPDATE").ToListAsync(cancellationToken)).FirstOrDefault();
        if (link is null) Db.Add(link = InvitationLink.For(message));
        if (link.Follow(message) is not { } token) return;
        var language = Languages.Of(message.TenantLocale);
        mailer.Add(Db, LetterKinds.Invitation, Letters.Write(
            LetterKinds.Invitation, language, message.Email, links.At(message.TenantSubdomain, Page, token),
            ("name", message.FirstName ?? message.Email[..message.Email.IndexOf('@', StringComparison.Ordinal)]), ("inviter", message.InvitedByName), ("company", message.TenantName)));
        Db.AfterCommit(() =>
        {
            mailer.Wake();
            return Task.CompletedTask;
        });
    }
}
