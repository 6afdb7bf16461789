using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.Tenants.Contracts;
using TrackTok.Tenants.Operations;
using static TrackTok.Tenants.Tests.Requests;

namespace TrackTok.Tenants.Tests.Registry;

public sealed class CloseTenantTests(TenantsFixture service)
{
    [Fact]
    public async Task Closing_begins_thirty_days_of_grace_and_is_told()
    {
        var company = await service.NewCompanyAsync();

        var closed = await CloseAsync(company);

        closed.GetProperty("status").GetString().ShouldBe("closing");
        closed.GetProperty("erased_from").GetDateTimeOffset().ShouldBe(TimeProvider.System.GetUtcNow().AddDays(30), TimeSpan.FromMinutes(1));
        var told = (await service.ToldAsync("TenantRevised", company.Id))[^1];
        (told.GetProperty("change").GetString(), told.GetProperty("status").GetString()).ShouldBe(("closing", "closing"));
        using var again = await company.Owner.PostAsJsonAsync("/api/v1/tenant/close", new { subdomain = company.Subdomain });
        (again.StatusCode, await again.CodeAsync()).ShouldBe((HttpStatusCode.Conflict, "tenant_closing"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("another-company")]
    public async Task A_subdomain_that_was_typed_has_to_be_the_companys(string typed)
    {
        var company = await service.NewCompanyAsync();

        using var refused = await company.Owner.PostAsJsonAsync("/api/v1/tenant/close", new { subdomain = typed });

        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await company.Owner.ReadAsync("/api/v1/tenant")).GetProperty("status").GetString().ShouldBe("active");
    }

    [Fact]
    public async Task A_program_that_has_proved_itself_needs_to_type_nothing()
    {
        var company = await service.NewCompanyAsync();

        using var closed = await company.Owner.PostAsync("/api/v1/tenant/close", null);

        closed.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await closed.JsonAsync()).GetProperty("status").GetString().ShouldBe("closing");
    }

    [Fact]
    public async Task Reopening_makes_all_of_it_undone()
    {
        var company = await service.NewCompanyAsync();
        await CloseAsync(company);

        using var reopened = await company.Owner.PostAsync("/api/v1/tenant/reopen", null);

        reopened.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await reopened.JsonAsync()).GetProperty("erased_from").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        (await service.CommandAsync("erase", company.Subdomain)).ShouldBe(1);
        (await (await company.Owner.PostAsync("/api/v1/tenant/reopen", null)).CodeAsync()).ShouldBe("not_closing");
    }

    [Fact]
    public async Task An_owner_cannot_lift_a_suspension_by_reopening()
    {
        var company = await service.NewCompanyAsync();
        await service.CommandAsync("suspend", company.Subdomain, "unpaid");
        await service.CommandAsync("close", company.Subdomain, "The contract has ended.");
        using var owner = company.Owner;

        using var reopened = await owner.PostAsync("/api/v1/tenant/reopen", null);

        (await reopened.JsonAsync()).GetProperty("status").GetString().ShouldBe("suspended");
        (await owner.GetAsync("/api/v1/tenant")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Nothing_is_erased_before_its_time_and_everything_after()
    {
        var company = await service.NewCompanyAsync("professional");
        await company.AddAsync(Role.Analyst);
        var other = await service.NewCompanyAsync();
        var others = await service.Database.RowsOfAsync(other.Id);
        await CloseAsync(company);
        var due = service.Services.GetRequiredService<DueErasures>();
        await due.RunAsync(CancellationToken.None);
        (await service.Database.RowsOfAsync(company.Id)).ShouldContain("memberships 2");

        await service.Database.ExecuteAsync($"UPDATE tenants SET erased_from = now() - interval '1 second' WHERE tenant_id = '{company.Id}'");
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => due.RunAsync(CancellationToken.None)));

        (await service.Database.RowsOfAsync(company.Id)).ShouldBe("");
        (await service.Database.RowsOfAsync(other.Id)).ShouldBe(others);
        (await service.ToldAsync("TenantErased", company.Id)).ShouldHaveSingleItem();
        (await service.IsRevokedAsync(RevocationSubject.Tenant(company.Id))).ShouldBeTrue();
        (await RefusalAsync(() => service.Rpc.ResolveTenantAsync(new ResolveTenantRequest { Subdomain = company.Subdomain }, TenantsFixture.ServiceMetadata).ResponseAsync)).Status
            .ShouldBe(Grpc.Core.StatusCode.NotFound);
        (await service.CreateAsync(NewTenant(subdomain: company.Subdomain))).Subdomain.ShouldBe(company.Subdomain);
    }

    [Fact]
    public async Task A_company_that_cannot_be_erased_keeps_no_other_waiting_and_is_tried_again()
    {
        var companies = new List<Company>();
        for (var i = 0; i < 5; i++) companies.Add(await service.NewCompanyAsync());
        var broken = companies[2];
        foreach (var company in companies) await CloseAsync(company);
        await service.Database.ExecuteAsync($"""
            CREATE FUNCTION refuse_erasure() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'as if a table were damaged'; END $$;
            CREATE TRIGGER refuse_erasure BEFORE DELETE ON memberships FOR EACH ROW WHEN (OLD.tenant_id = '{broken.Id}') EXECUTE FUNCTION refuse_erasure();
            UPDATE tenants SET erased_from = now() - interval '1 second' WHERE tenant_id IN ({string.Join(", ", companies.Select(company => $"'{company.Id}'"))});
            """);
        var log = new ErrorLog();
        var due = ActivatorUtilities.CreateInstance<DueErasures>(service.Services, log);

        await due.RunAsync(CancellationToken.None);

        foreach (var company in companies)
            (await service.Database.RowsOfAsync(company.Id) is "").ShouldBe(company != broken, company == broken ? "the broken one" : "one of the others");
        log.Errors.ShouldHaveSingleItem().ShouldContain(broken.Id.ToString());
        (await service.ToldAsync("TenantErased", broken.Id)).ShouldBeEmpty();

        await service.Database.ExecuteAsync("DROP FUNCTION refuse_erasure CASCADE");
        await due.RunAsync(CancellationToken.None);

        (await service.Database.RowsOfAsync(broken.Id)).ShouldBe("");
        (await service.ToldAsync("TenantErased", broken.Id)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task An_operator_need_not_wait_but_erases_only_what_is_closing()
    {
        var company = await service.NewCompanyAsync();
        (await service.CommandAsync("erase", company.Subdomain)).ShouldBe(1);
        (await service.CommandAsync("erase", "no-such-company")).ShouldBe(1);
        await CloseAsync(company);

        (await service.CommandAsync("erase", company.Subdomain)).ShouldBe(0);

        (await service.Database.RowsOfAsync(company.Id)).ShouldBe("");
    }

    [Fact]
    public async Task The_application_erases_a_whole_tenant_and_no_single_entry_of_its_trail()
    {
        var company = await service.NewCompanyAsync();
        await using var connection = new Npgsql.NpgsqlConnection(service.Database.App);
        await connection.OpenAsync();
        await using var delete = new Npgsql.NpgsqlCommand($"SELECT set_config('app.tenant_id', '{company.Id}', false); DELETE FROM audit_entries", connection);

        (await Should.ThrowAsync<Npgsql.PostgresException>(() => delete.ExecuteNonQueryAsync())).SqlState.ShouldBe(Npgsql.PostgresErrorCodes.InsufficientPrivilege);
    }

    private static async Task<System.Text.Json.JsonElement> CloseAsync(Company company)
    {
        using var closed = await company.Owner.PostAsJsonAsync("/api/v1/tenant/close", new { subdomain = company.Subdomain });
        closed.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await closed.JsonAsync();
    }

    private sealed class ErrorLog : ILogger<DueErasures>
    {
        public ConcurrentQueue<string> Errors { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel == LogLevel.Error) Errors.Enqueue(formatter(state, exception));
        }
    }
}
