using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TrackTok.Identity.Contracts;
using TrackTok.Tenancy;
using TrackTok.Tenants.Data;

namespace TrackTok.Tenants.Tests.Members;

public sealed class PersonRevisedConsumerTests(TenantsFixture service)
{
    [Fact]
    public async Task A_membership_follows_the_person_once_and_never_backwards()
    {
        var company = await service.NewCompanyAsync("professional");
        var person = await company.AddAsync(Role.Member);
        var newer = new PersonRevised(company.Id, TimeProvider.System.GetUtcNow(), 200, person, "new@example.com", "New", "Name");
        var message = Guid.CreateVersion7();

        await ConsumeAsync(newer, message);
        await ConsumeAsync(newer, message);
        await ConsumeAsync(newer with { Version = 100, Email = "old@example.com" }, Guid.CreateVersion7());

        var told = (await service.ToldAsync("MemberRevised", company.Id)).FindAll(told => told.GetProperty("userId").GetGuid() == person);
        told.Select(member => member.GetProperty("email").GetString()).ShouldBe([$"{person:N}@example.com", "new@example.com"]);
        (await service.InTenantAsync(company.Id, services => services.GetRequiredService<TenantsDbContext>().Memberships.AsNoTracking().SingleAsync(membership => membership.UserId == person)))
            .FirstName.ShouldBe("New");
    }

    private async Task ConsumeAsync(PersonRevised news, Guid id)
    {
        await service.Services.GetRequiredService<IBus>().Publish(news, context => context.MessageId = id);
        for (var waited = 0; waited < 1200; waited++)
        {
            await using var scope = service.Services.CreateAsyncScope();
            if (await scope.ServiceProvider.GetRequiredService<TenantsDbContext>().Inbox.AnyAsync(inbox => inbox.MessageId == id)) return;
            await Task.Delay(25);
        }
        throw new TimeoutException("The message was not dealt with.");
    }
}
