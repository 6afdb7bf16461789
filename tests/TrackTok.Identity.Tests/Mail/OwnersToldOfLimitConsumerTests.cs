using TrackTok.Tenants.Contracts;

namespace TrackTok.Identity.Tests.Mail;

public sealed class OwnersToldOfLimitConsumerTests(IdentityFixture identity) : IClassFixture<IdentityFixture>
{
    [Fact]
    public async Task Every_owner_gets_one_letter_that_says_what_and_where()
    {
        var (first, second) = (await identity.AddPersonAsync(), await identity.AddPersonAsync());
        var told = new OwnersToldOfLimit(
            identity.Tenants.AddTenant(), TimeProvider.System.GetUtcNow(), 101, [first.Id, second.Id], "Acme", "acme", "basic", 100, Guid.CreateVersion7(), "General");
        var message = Guid.CreateVersion7();

        await identity.ConsumeAsync(told, message);
        await identity.ConsumeAsync(told, message);

        foreach (var owner in new[] { first, second })
        {
            var mail = await identity.Mail.WaitAsync(owner.Email, "General has more expenses");
            mail.TextBody.ShouldNotBeNull().ShouldContain("http://acme.localhost:5000/settings/usage");
            mail.TextBody.ShouldContain("General of Acme has 101 expenses now; plan basic means a project to have 100");
            identity.Mail.To(owner.Email).Count.ShouldBe(1);
        }
    }
}
