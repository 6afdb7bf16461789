using Microsoft.Playwright;

namespace TrackTok.Browser;

/// <summary>Every page, wide and narrow, light and dark: nothing that axe finds, nothing in the console, nobody else asked, nothing wider than the window.</summary>
public sealed class EveryPageTests(TrackTokInBrowser system, FurnishedCompany furnished) : IClassFixture<FurnishedCompany>
{
    [Theory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    [InlineData(1280, ColorScheme.Dark)]
    [InlineData(390, ColorScheme.Light)]
    public async Task Every_page_can_be_used_by_everybody(int width, ColorScheme scheme)
    {
        var (company, state) = (furnished.Company, furnished.State);
        var found = new List<string>();
        await using (var stranger = await system.OpenAsync(width: width, scheme: scheme)) await LookAsync(stranger, Furnished.Open, found);
        await using (var owner = await system.OpenAsync(system.At(company.Company.Subdomain), width, scheme, state: state)) await LookAsync(owner, company.Pages, found);
        found.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_pages_are_there_in_German_with_German_figures()
    {
        var company = await Company.SignUpAsync(system);
        await company.PatchAsync("/tenant", new { settings = new { currency = "EUR", locale = "de-DE", date_format = "DD.MM.YYYY" } });
        await company.PostAsync("/expenses", new { amount = "1234.50", currency = "EUR", title = "Miete", expense_date = "2025-03-05", payment_method = "bank_transfer" });
        await using var window = await company.OpenAsync(system);
        (await window.Page.Locator("html").GetAttributeAsync("lang")).ShouldBe("de");
        await window.GoAsync("/expenses");
        var text = (await window.TextAsync()).Replace('\u00a0', ' ');
        text.ShouldContain("Ausgaben");
        text.ShouldContain("1.234,50 €");
        text.ShouldContain("05.03.2025");
        window.ShouldBeQuiet();
    }

    [Fact]
    public async Task A_chosen_theme_holds_from_the_first_byte_on()
    {
        await using var window = await system.OpenAsync(scheme: ColorScheme.Light);
        await window.GoAsync("/sign-in");
        await window.Page.Locator("button[name='theme'][value='dark']").ClickAsync();
        await window.Page.WaitForLoadStateAsync();
        var answer = await window.GoAsync("/sign-in");
        (await answer.TextAsync()).ShouldContain("data-theme=\"dark\"");
        (await window.Page.EvaluateAsync<string>("() => getComputedStyle(document.documentElement).backgroundColor")).ShouldBe("rgb(15, 18, 22)");
    }

    private static async Task LookAsync(Window window, IEnumerable<string> pages, List<string> found)
    {
        foreach (var page in pages)
        {
            var answer = await window.GoAsync(page);
            if (answer.Status != 200) found.Add($"{page}: {answer.Status}");
            found.AddRange(await window.BarriersAsync());
            if (await window.OverflowAsync() is > 0 and var pixels) found.Add($"{page}: {pixels} pixels too wide");
        }
        found.AddRange(window.Complaints);
    }
}

/// <summary>Made once for all sizes and colours.</summary>
public sealed class FurnishedCompany(TrackTokInBrowser system) : IAsyncLifetime
{
    public Furnished Company { get; private set; } = null!;

    public string State { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        Company = await Furnished.MakeAsync(system);
        await using var window = await Company.Company.OpenAsync(system);
        State = await window.StateAsync();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
