using System.Globalization;
using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Data;
using TrackTok.Tenancy;
using TrackTok.TenantData;
using TrackTok.Tenants.Contracts;

namespace TrackTok.Identity.Mail;

/// <summary>Writes to the owners of a company that a project has more expenses than their plan means it to have: each in their own language, once.</summary>
internal sealed class OwnersToldOfLimitConsumer(IdentityDbContext db, TenantContext tenant, OutboxSignal signal, Mailer mailer, PublicLinks links, TimeProvider time)
    : TenantConsumer<IdentityDbContext, OwnersToldOfLimit>(db, tenant, signal, time)
{
    private const string Page = "/settings/usage";

    protected override Guid TenantOf(OwnersToldOfLimit message) => message.TenantId;

    protected override async Task HandleAsync(OwnersToldOfLimit message, CancellationToken cancellationToken)
    {
        var owners = await Db.People.Where(person => message.OwnerIds.Contains(person.Id)).OrderBy(person => person.Id).ToListAsync(cancellationToken);
        foreach (var owner in owners)
            mailer.Add(Db, LetterKinds.SoftLimitPassed, Letters.Write(
                LetterKinds.SoftLimitPassed, owner.Language, owner.Email, links.At(message.TenantSubdomain, Page),
                ("name", owner.FirstName), ("company", message.TenantName), ("project", message.ProjectName), ("plan", message.Plan),
                ("used", message.Version.ToString(CultureInfo.InvariantCulture)), ("max", message.Max.ToString(CultureInfo.InvariantCulture))));
        Db.AfterCommit(() =>
        {
            mailer.Wake();
            return Task.CompletedTask;
        });
    }
}
