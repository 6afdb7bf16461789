using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using TrackTok.Tenants.Registry;

namespace TrackTok.Tenants.Tests.Registry;

public sealed class ChangeTenantTests(TenantsFixture service)
{
    private const string Path = "/api/v1/tenant";

    [Fact]
    public async Task Changes_what_is_given_and_leaves_the_rest()
    {
        var company = await service.NewCompanyAsync();

        using var response = await company.Owner.PatchAsJsonAsync(Path, new { name = "Demo GmbH", settings = new { currency = "eur", time_zone = "Europe/Berlin", locale = "de-de" } });

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var tenant = await company.Owner.ReadAsync(Path);
        tenant.GetProperty("name").GetString().ShouldBe("Demo GmbH");
        tenant.GetProperty("subdomain").GetString().ShouldBe(company.Subdomain);
        tenant.GetProperty("settings").GetRawText()
            .ShouldBe("""{"currency":"EUR","time_zone":"Europe/Berlin","date_format":"YYYY-MM-DD","week_start":"monday","fiscal_year_start_month":1,"locale":"de-DE"}""");
    }

    [Fact]
    public async Task Takes_every_date_format_and_day_and_month()
    {
        var company = await service.NewCompanyAsync();
        DateFormats.All.Length.ShouldBe(8);

        await TakesEachAsync(DateFormats.All, "date_format", format => new { date_format = format });
        foreach (var day in new[] { "monday", "sunday", "saturday" }) (await PatchAsync(company, new { week_start = day })).ShouldBe(HttpStatusCode.OK, day);
        foreach (var month in new[] { 1, 4, 12 }) (await PatchAsync(company, new { fiscal_year_start_month = month })).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Tells_the_whole_state_with_its_version()
    {
        var company = await service.NewCompanyAsync();

        await PatchAsync(company, new { currency = "JPY" });

        var told = (await service.ToldAsync("TenantRevised", company.Id))[^1];
        (told.GetProperty("change").GetString(), told.GetProperty("version").GetInt64()).ShouldBe(("settings_changed", 2));
        told.GetProperty("settings").GetProperty("currency").GetString().ShouldBe("JPY");
    }

    [Fact]
    public async Task A_patch_that_changes_nothing_raises_no_version_and_tells_nothing()
    {
        var company = await service.NewCompanyAsync();

        await PatchAsync(company, new { currency = "USD" });

        (await company.Owner.ReadAsync(Path)).GetProperty("version").GetInt64().ShouldBe(1);
        (await service.ToldAsync("TenantRevised", company.Id)).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("""{"name":""}""", "name")]
    [InlineData("""{"name":null}""", "name")]
    [InlineData("""{"settings":null}""", "settings")]
    [InlineData("""{"settings":{"currency":"XXZ"}}""", "settings.currency")]
    [InlineData("""{"settings":{"currency":null}}""", "settings.currency")]
    [InlineData("""{"settings":{"time_zone":"Mars/Olympus"}}""", "settings.time_zone")]
    [InlineData("""{"settings":{"time_zone":"Pacific Standard Time"}}""", "settings.time_zone")]
    [InlineData("""{"settings":{"time_zone":"localtime"}}""", "settings.time_zone")]
    [InlineData("""{"settings":{"time_zone":"../../etc/passwd"}}""", "settings.time_zone")]
    [InlineData("""{"settings":{"time_zone":"posix/Europe/Berlin"}}""", "settings.time_zone")]
    [InlineData("""{"settings":{"date_format":"dd.mm.yy"}}""", "settings.date_format")]
    [InlineData("""{"settings":{"week_start":"tuesday"}}""", "settings.week_start")]
    [InlineData("""{"settings":{"fiscal_year_start_month":0}}""", "settings.fiscal_year_start_month")]
    [InlineData("""{"settings":{"fiscal_year_start_month":13}}""", "settings.fiscal_year_start_month")]
    [InlineData("""{"settings":{"fiscal_year_start_month":null}}""", "settings.fiscal_year_start_month")]
    [InlineData("""{"settings":{"locale":"xx-YY"}}""", "settings.locale")]
    [InlineData("""{"settings":{"locale":""}}""", "settings.locale")]
    [InlineData("""{"subdomain":"other"}""", "subdomain")]
    [InlineData("""{"settings":{"colour":"red"}}""", "settings.colour")]
    public async Task Refuses_what_no_service_could_work_with(string body, string member)
    {
        var company = await service.NewCompanyAsync();

        using var response = await company.Owner.PatchAsync(Path, new StringContent(body, System.Text.Encoding.UTF8, "application/json"));

        response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await response.JsonAsync()).GetProperty("errors").EnumerateObject().Select(error => error.Name).ShouldBe([member]);
        (await company.Owner.ReadAsync(Path)).GetProperty("version").GetInt64().ShouldBe(1);
    }

    [Fact]
    public async Task Names_everything_that_is_wrong_at_once()
    {
        var company = await service.NewCompanyAsync();

        using var response = await company.Owner.PatchAsJsonAsync(Path, new { name = " ", settings = new { currency = "?", week_start = "?" } });

        (await response.JsonAsync()).GetProperty("errors").EnumerateObject().Select(error => error.Name).ShouldBe(["name", "settings.currency", "settings.week_start"], ignoreOrder: true);
    }

    /// <summary>Through the API every one of them, links and all: a name that the rule takes must pass the request, the database and the reading too.</summary>
    [Fact]
    public async Task Takes_every_zone_of_the_platforms_iana_database()
    {
        var zones = ZonesOfThePlatform();
        zones.Count.ShouldBeGreaterThan(400);
        foreach (var known in new[] { "US/Eastern", "Asia/Kolkata", "America/Argentina/ComodRivadavia", "Etc/GMT+5", "UTC" }) zones.ShouldContain(known);

        await TakesEachAsync(zones, "time_zone", zone => new { time_zone = zone });
    }

    [Fact]
    public async Task Takes_every_currency_of_iso_4217()
    {
        var codes = Currencies.Currency.All.Select(currency => currency.Code).ToList();
        codes.Count.ShouldBeGreaterThan(150);

        await TakesEachAsync(codes, "currency", code => new { currency = code });
    }

    [Fact]
    public async Task Refuses_a_patch_on_an_outdated_version_and_names_what_differs()
    {
        var company = await service.NewCompanyAsync();
        using var seen = await company.Owner.GetAsync(Path);
        await PatchAsync(company, new { currency = "CHF" });

        using var request = new HttpRequestMessage(HttpMethod.Patch, Path) { Content = JsonContent.Create(new { name = "Late" }) };
        request.Headers.IfMatch.Add(seen.Headers.ETag!);
        using var response = await company.Owner.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await response.JsonAsync()).GetProperty("differing").Deserialize<string[]>().ShouldBe(["currency"]);
    }

    [Fact]
    public async Task A_reader_with_the_current_version_gets_304()
    {
        var company = await service.NewCompanyAsync();
        using var seen = await company.Owner.GetAsync(Path);

        using var request = new HttpRequestMessage(HttpMethod.Get, Path);
        request.Headers.IfNoneMatch.Add(seen.Headers.ETag!);
        using var response = await company.Owner.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    /// <summary>
    /// The names of the compiled zone files, by their magic number. Left out are the same files once more under other names: the folders with and without leap seconds, what
    /// this machine is set to, and the placeholder for a machine that is set to nothing.
    /// </summary>
    private static List<string> ZonesOfThePlatform()
    {
        const string Root = "/usr/share/zoneinfo";
        var names = Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories).Select(file => System.IO.Path.GetRelativePath(Root, file));
        return [.. names.Where(name => name is not ("localtime" or "posixrules" or "Factory") && !name.StartsWith("posix/", StringComparison.Ordinal) && !name.StartsWith("right/", StringComparison.Ordinal) && IsCompiled(name))];

        static bool IsCompiled(string name)
        {
            Span<byte> start = stackalloc byte[4];
            using var file = File.OpenRead(System.IO.Path.Combine(Root, name));
            return file.ReadAtLeast(start, 4, throwOnEndOfStream: false) == 4 && start.SequenceEqual("TZif"u8);
        }
    }

    /// <summary>Sets one after the other through the API and reads each back in the same spelling.</summary>
    private async Task TakesEachAsync(IReadOnlyList<string> values, string member, Func<string, object> settings)
    {
        var company = await service.NewCompanyAsync();
        using var owner = company.Owner;
        foreach (var value in values)
        {
            using var response = await owner.PatchAsJsonAsync(Path, new { settings = settings(value) });
            response.StatusCode.ShouldBe(HttpStatusCode.OK, value);
            (await owner.ReadAsync(Path)).GetProperty("settings").GetProperty(member).GetString().ShouldBe(value);
        }
    }

    private static async Task<HttpStatusCode> PatchAsync(Company company, object settings)
    {
        using var response = await company.Owner.PatchAsJsonAsync(Path, new { settings });
        return response.StatusCode;
    }
}
