using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TrackTok.Identity.Data;
using TrackTok.Identity.Keys;
using TrackTok.Identity.Mail;

namespace TrackTok.Identity.Tests.Mail;

public sealed class MailSendingTests(IdentityFixture identity) : IClassFixture<IdentityFixture>
{
    [Fact]
    public async Task A_committed_mail_goes_out_as_text_and_page_and_leaves_nothing_behind()
    {
        var (id, to) = await WriteAsync();

        var mail = await identity.Mail.WaitAsync(to, "was changed");

        mail.TextBody.ShouldNotBeNull().ShouldContain("Hello Jane");
        mail.HtmlBody.ShouldNotBeNull().ShouldContain("<p>Hello Jane");
        mail.MessageId.ShouldBe($"{id:N}@localhost");
        mail.Headers["Auto-Submitted"].ShouldBe("auto-generated");
        await GoneAsync(id);
    }

    [Fact]
    public async Task A_mail_of_a_change_that_was_rolled_back_is_never_sent()
    {
        var to = Address();
        await identity.QueryAsync(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            Add(db, to);
            await db.SaveChangesAsync();
            identity.Services.GetRequiredService<Mailer>().Wake();
            await Task.Delay(300);
            await transaction.RollbackAsync();
            return true;
        });
        await WriteAsync();
        await Task.Delay(300);

        identity.Mail.To(to).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_mail_that_the_server_cannot_take_now_waits_and_others_go_on()
    {
        var busy = Address();
        identity.Mail.Refuse = to => to == busy ? "451 Try later" : null;
        var (id, _) = await WriteAsync(busy);
        var (_, other) = await WriteAsync();
        await identity.Mail.WaitAsync(other, "was changed");

        var waiting = await FindAsync(id, mail => mail.Failure is not null);
        (waiting.Attempts, waiting.GivenUpAt).ShouldBe((1, null));
        (waiting.DueAt - waiting.CreatedAt).TotalSeconds.ShouldBeInRange(5, 15);
        identity.Mail.Refuse = _ => null;
        await identity.Mail.WaitAsync(busy, "was changed");
        await GoneAsync(id);
    }

    [Fact]
    public async Task A_mail_that_the_server_will_never_take_is_emptied()
    {
        var nobody = Address();
        identity.Mail.Refuse = to => to == nobody ? "550 No such mailbox" : null;
        var (id, _) = await WriteAsync(nobody);

        var given = await FindAsync(id, mail => mail.GivenUpAt is not null);
        (given.Content.Length, given.Failure).ShouldBe((0, "No such mailbox"));
    }

    [Fact]
    public async Task Many_mails_go_out_once_each()
    {
        var all = Enumerable.Range(0, 60).Select(_ => Address()).ToList();
        await identity.QueryAsync(db =>
        {
            foreach (var to in all) Add(db, to);
            return db.SaveChangesAsync();
        });
        // Another replica on the same table.
        using var rival = ActivatorUtilities.CreateInstance<MailSending>(identity.Services);
        await rival.StartAsync(CancellationToken.None);
        foreach (var to in all) await identity.Mail.WaitAsync(to, "was changed");
        await rival.StopAsync(CancellationToken.None);

        all.ShouldAllBe(to => identity.Mail.To(to).Count == 1);
    }

    [Fact]
    public void What_is_sealed_opens_for_its_purpose_alone_and_unaltered()
    {
        var seals = identity.Services.GetRequiredService<Seals>();
        var closed = seals.Seal("a secret", "mail");

        seals.Open(closed, "mail").ShouldBe("a secret");
        Should.Throw<System.Security.Cryptography.CryptographicException>(() => seals.Open(closed, "second factor"));
        closed[^1] ^= 1;
        Should.Throw<System.Security.Cryptography.CryptographicException>(() => seals.Open(closed, "mail"));
        seals.Seal("a secret", "mail").ShouldNotBe(seals.Seal("a secret", "mail"));
    }

    private static string Address() => $"m{Guid.CreateVersion7():N}@example.com";

    private void Add(IdentityDbContext db, string to) => identity.Services.GetRequiredService<Mailer>()
        .Add(db, LetterKinds.PasswordChanged, Letters.Write(LetterKinds.PasswordChanged, "en", to, null, ("name", "Jane")));

    private async Task<(Guid Id, string To)> WriteAsync(string? address = null)
    {
        var to = address ?? Address();
        var id = await identity.QueryAsync(async db =>
        {
            Add(db, to);
            var mail = db.ChangeTracker.Entries<OutgoingMail>().Single().Entity;
            await db.SaveChangesAsync();
            return mail.Id;
        });
        identity.Services.GetRequiredService<Mailer>().Wake();
        return (id, to);
    }

    private async Task<OutgoingMail> FindAsync(Guid id, Func<OutgoingMail, bool> when)
    {
        for (var attempt = 0; attempt < 1200; attempt++)
        {
            if (await identity.QueryAsync(db => db.OutgoingMails.AsNoTracking().SingleOrDefaultAsync(mail => mail.Id == id)) is { } mail && when(mail)) return mail;
            await Task.Delay(25);
        }
        throw new TimeoutException("The mail did not come to that state.");
    }

    private async Task GoneAsync(Guid id)
    {
        for (var attempt = 0; attempt < 1200 && await identity.QueryAsync(db => db.OutgoingMails.AnyAsync(mail => mail.Id == id)); attempt++) await Task.Delay(25);
        (await identity.QueryAsync(db => db.OutgoingMails.AnyAsync(mail => mail.Id == id))).ShouldBeFalse();
    }
}
