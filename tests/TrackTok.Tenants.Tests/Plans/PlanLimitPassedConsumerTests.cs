using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TrackTok.Expenses.Contracts;
using TrackTok.Tenancy;
using TrackTok.Tenants.Data;

namespace TrackTok.Tenants.Tests.Plans;

public sealed class PlanLimitPassedConsumerTests(TenantsFixture service)
{
    [Fact]
    public async Task Names_the_owners_who_may_sign_in_and_nobody_else_once()
    {
        var company = await service.NewCompanyAsync("professional");
        var second = await company.AddAsync(Role.Owner);
        await company.AddAsync(Role.Admin);
        var idle = await company.AddAsync(Role.Owner);
        await service.Database.ExecuteAsync($"UPDATE memberships SET active = false WHERE tenant_id = '{company.Id}' AND user_id = '{idle}'");
        var passed = new PlanLimitPassed(company.Id, TimeProvider.System.GetUtcNow(), 101, "expenses_per_project", "basic", 100, Guid.CreateVersion7(), "General");
        var message = Guid.CreateVersion7();

        await ConsumeAsync(passed, message);
        await ConsumeAsync(passed, message);

        var told = (await service.ToldAsync("OwnersToldOfLimit", company.Id)).ShouldHaveSingleItem();
        told.GetProperty("ownerIds").EnumerateArray().Select(id => id.GetGuid()).ShouldBe([company.OwnerId, second], ignoreOrder: true);
        (told.GetProperty("projectName").GetString(), told.GetProperty("tenantSubdomain").GetString()).ShouldBe(("General", company.Subdomain));
    }

    private async Task ConsumeAsync(PlanLimitPassed news, Guid id)
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
