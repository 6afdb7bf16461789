using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using TrackTok.Identity.Contracts;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.Tenants.Contracts;
using TrackTok.Testing;

namespace TrackTok.Tenants.Tests.Registry;

public sealed class AskForSecondFactorTests(TenantsFixture service)
{
    private const string Path = "/api/v1/tenant/second-factor";

    [Fact]
    public async Task An_owner_who_has_one_asks_the_others_and_all_tokens_end()
    {
        var company = await EnrolledAsync();
        var subject = RevocationSubject.Tenant(company.Id);

        using var asked = await company.Owner.PutAsJsonAsync(Path, new { required = true, grace_days = 7 });

        var shown = (await JsonAsync(asked)).GetProperty("second_factor");
        (shown.GetProperty("required").GetBoolean(), shown.GetProperty("grace_days").GetInt32()).ShouldBe((true, 7));
        var told = (await service.ToldAsync("TenantRevised", company.Id))[^1];
        (told.GetProperty("change").GetString(), told.GetProperty("secondFactor").GetProperty("graceDays").GetInt32()).ShouldBe(("second_factor_changed", 7));
        told.GetProperty("secondFactor").GetProperty("changedAt").GetDateTimeOffset().ShouldBe(told.GetProperty("occurredAt").GetDateTimeOffset());
        (await service.IsRevokedAsync(subject)).ShouldBeTrue();
        (await service.Database.ScalarAsync<long>($"SELECT count(*) FROM audit_entries WHERE tenant_id = '{company.Id}' AND action = 'tenant.second_factor_changed'")).ShouldBe(1);
    }

    [Fact]
    public async Task Who_has_none_asks_nobody_for_one_but_may_cease_to_ask()
    {
        var company = await service.NewCompanyAsync();

        (await (await company.Owner.PutAsJsonAsync(Path, new { required = true })).CodeAsync()).ShouldBe("own_second_factor_first");
        (await company.Owner.PutAsJsonAsync(Path, new { required = false })).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task It_asks_for_a_fresh_proof()
    {
        var company = await EnrolledAsync();
        using var old = service.Anonymous();
        old.DefaultRequestHeaders.Authorization = new("Bearer", TestTokens.For(company.Id, company.OwnerId, Role.Owner, issuedAt: TimeProvider.System.GetUtcNow().AddMinutes(-16)));

        (await (await old.PutAsJsonAsync(Path, new { required = true })).CodeAsync()).ShouldBe("step_up_required");
    }

    [Theory]
    [InlineData("{}", "required")]
    [InlineData("""{"required":true,"grace_days":-1}""", "grace_days")]
    [InlineData("""{"required":true,"grace_days":91}""", "grace_days")]
    public async Task Refuses_an_unfit_body(string body, string member)
    {
        var company = await EnrolledAsync();

        using var response = await company.Owner.PutAsync(Path, new StringContent(body, System.Text.Encoding.UTF8, "application/json"));

        response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await response.JsonAsync()).GetProperty("errors").EnumerateObject().ShouldHaveSingleItem().Name.ShouldBe(member);
    }

    [Fact]
    public async Task The_grace_counts_from_the_asking_or_from_joining_whichever_is_later()
    {
        var company = await EnrolledAsync("professional");
        var (early, late) = (await company.AddAsync(Role.Member), await company.AddAsync(Role.Member));
        await JsonAsync(await company.Owner.PutAsJsonAsync(Path, new { required = true, grace_days = 7 }));
        await service.Database.ExecuteAsync($"""
            UPDATE tenants SET second_factor_since = now() - interval '10 days' WHERE tenant_id = '{company.Id}';
            UPDATE memberships SET joined_at = now() - interval '30 days' WHERE user_id IN ('{early}', '{company.OwnerId}');
            UPDATE memberships SET joined_at = now() - interval '5 days' WHERE user_id = '{late}';
            """);
        var now = TimeProvider.System.GetUtcNow();

        var (earlyBy, lateBy) = (await ByAsync(company, early), await ByAsync(company, late));

        earlyBy!.Value.ShouldBe(now.AddDays(-3), TimeSpan.FromMinutes(1));
        lateBy!.Value.ShouldBe(now.AddDays(2), TimeSpan.FromMinutes(1));
        using var owner = Later(company);
        (await StatesAsync(owner)).ShouldBe([(company.OwnerId, "overdue"), (early, "overdue"), (late, "pending")], ignoreOrder: true);
        (await StatesAsync(owner, "pending")).ShouldBe([(late, "pending")]);
        (await StatesAsync(owner, "overdue")).ShouldBe([(company.OwnerId, "overdue"), (early, "overdue")], ignoreOrder: true);
        (await StatesAsync(owner, "off")).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_list_follows_what_Identity_tells_in_any_order_and_however_often()
    {
        var company = await EnrolledAsync("professional");
        var (member, other) = (await company.AddAsync(Role.Member), await company.AddAsync(Role.Member));
        await JsonAsync(await company.Owner.PutAsJsonAsync(Path, new { required = true }));
        using var owner = Later(company);
        var second = new SecondFactorRevised(company.Id, TimeProvider.System.GetUtcNow(), 2, member, true);
        var id = Guid.CreateVersion7();

        await ConsumeAsync(second, id);
        await ConsumeAsync(second, id);
        await ConsumeAsync(second with { Version = 1, Enrolled = false }, Guid.CreateVersion7());
        await ConsumeAsync(second with { UserId = Guid.CreateVersion7() }, Guid.CreateVersion7());

        (await StatesAsync(owner, "enrolled")).ShouldBe([(member, "enrolled")]);
        (await owner.ReadAsync($"/api/v1/members/{member}")).GetProperty("second_factor_deadline").ValueKind.ShouldBe(JsonValueKind.Null);
        (await owner.ReadAsync($"/api/v1/members/{other}")).GetProperty("second_factor_deadline").ValueKind.ShouldBe(JsonValueKind.String);
        (await StatesAsync(owner, "pending")).ShouldBe([(company.OwnerId, "pending"), (other, "pending")], ignoreOrder: true);
        await ConsumeAsync(second with { Version = 3, Enrolled = false }, Guid.CreateVersion7());
        (await StatesAsync(owner, "enrolled")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Where_nobody_asks_for_one_it_is_off_and_asking_again_begins_anew()
    {
        var company = await EnrolledAsync();
        (await StatesAsync(company.Owner)).ShouldBe([(company.OwnerId, "off")]);
        (await ByAsync(company, company.OwnerId)).ShouldBeNull();
        var first = await SinceAsync(company, new { required = true, grace_days = 7 });
        (await SinceAsync(company, new { required = true, grace_days = 3 })).ShouldBe(first);
        (await SinceAsync(company, new { required = false })).ShouldBeNull();

        (await SinceAsync(company, new { required = true })).ShouldNotBe(first);
    }

    [Fact]
    public async Task A_members_etag_changes_with_what_is_shown()
    {
        var company = await EnrolledAsync();
        var before = await ETagAsync(company.Owner, company.OwnerId);
        await JsonAsync(await company.Owner.PutAsJsonAsync(Path, new { required = true }));

        (await ETagAsync(Later(company), company.OwnerId)).ShouldNotBe(before);
    }

    private async Task<Company> EnrolledAsync(string plan = "basic")
    {
        var company = await service.NewCompanyAsync(plan);
        service.Identity.SecondFactors[company.OwnerId.ToString()] = true;
        return company;
    }

    /// <summary>The owner with a token that a refresh after the change would have brought.</summary>
    private HttpClient Later(Company company)
    {
        var client = service.Anonymous();
        client.DefaultRequestHeaders.Authorization = new("Bearer", TestTokens.For(company.Id, company.OwnerId, Role.Owner, issuedAt: TimeProvider.System.GetUtcNow().AddSeconds(20)));
        return client;
    }

    private async Task<DateTimeOffset?> SinceAsync(Company company, object body)
    {
        using var owner = Later(company);
        var since = (await JsonAsync(await owner.PutAsJsonAsync(Path, body))).GetProperty("second_factor").GetProperty("since");
        return since.ValueKind == JsonValueKind.Null ? null : since.GetDateTimeOffset();
    }

    private async Task<DateTimeOffset?> ByAsync(Company company, Guid user)
    {
        var membership = await service.Rpc.GetMembershipAsync(new GetMembershipRequest { TenantId = company.Id.ToString(), UserId = user.ToString() }, TenantsFixture.ServiceMetadata);
        return membership.HasSecondFactorByMs ? DateTimeOffset.FromUnixTimeMilliseconds(membership.SecondFactorByMs) : null;
    }

    private static async Task<List<(Guid User, string State)>> StatesAsync(HttpClient client, string? state = null) =>
        [.. (await client.ReadAsync("/api/v1/members" + (state is null ? "" : "?second_factor=" + state))).GetProperty("items").EnumerateArray()
            .Select(item => (item.GetProperty("user_id").GetGuid(), item.GetProperty("second_factor").GetString()!))];

    private static async Task<string?> ETagAsync(HttpClient client, Guid user)
    {
        using var answer = await client.GetAsync($"/api/v1/members/{user}");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return answer.Headers.ETag?.Tag;
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage response)
    {
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        return await response.JsonAsync();
    }

    private async Task ConsumeAsync<T>(T message, Guid id)
        where T : class
    {
        await service.Services.GetRequiredService<IBus>().Publish(message, context => context.MessageId = id);
        for (var waited = 0; waited < 1200 && await HandledAsync(id) == 0; waited++) await Task.Delay(25);
        (await HandledAsync(id)).ShouldBe(1);
    }

    private Task<long> HandledAsync(Guid id) => service.Database.ScalarAsync<long>($"SELECT count(*) FROM inbox_messages WHERE message_id = '{id}'");
}
