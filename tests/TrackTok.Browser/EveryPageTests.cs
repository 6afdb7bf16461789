using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using TrackTok.Demo;

namespace TrackTok.Browser;

/// <summary>Every page, wide and narrow (and there in German, whose words are longer), light and dark: nothing that axe finds, nothing in the console, nobody else asked, nothing wider than the window.</summary>
public sealed partial class EveryPageTests(TrackTokInBrowser system, FurnishedCompany furnished) : IClassFixture<FurnishedCompany>
{
    [Theory]
    [InlineData(1280, "en", ColorScheme.Light, ColorScheme.Dark)]
    [InlineData(390, "de", ColorScheme.Dark, ColorScheme.Light)]
    public async Task Every_page_can_be_used_by_everybody(int width, string language, ColorScheme first, ColorScheme then)
    {
        var (company, state) = (furnished.Company, furnished.State);
        var found = new List<string>();
        await using (var stranger = await system.OpenAsync(width: width, scheme: first))
        {
            await SpeakAsync(stranger, language);
            await LookAsync(stranger, Furnished.Open, [first, then], found);
        }
        await using (var owner = await system.OpenAsync(system.At(company.Company.Subdomain), width, first, state: state))
        {
            await SpeakAsync(owner, language);
            await LookAsync(owner, company.Pages, [first, then], found);
        }
        await using (var platform = await system.OpenAsync(width: width, scheme: first))
        {
            await platform.SignInAsync(DemoPlan.Operator.Email, DemoPlan.Operator.Password);
            await platform.ArriveAsync("/platform");
            await SpeakAsync(platform, language);
            await LookAsync(platform, [.. Furnished.OfOperators, $"/platform/{(await company.Company.GetAsync("/tenant")).GetProperty("id").GetString()}"], [first, then], found);
        }
        found.ShouldBeEmpty();
    }

    [Fact]
    public void No_page_is_left_out()
    {
        // These are looked at where there is something to ask (ConsentTests); the page of an error comes by no address.
        string[] elsewhere = ["/consent", "/app-refused", "/leave", "/error"];
        var looked = furnished.Company.Pages.Concat(Furnished.Open).Concat(Furnished.OfOperators).Append("/platform/*").Concat(elsewhere).Select(page => Id().Replace(page.Split('?')[0], "/*")).ToHashSet(StringComparer.Ordinal);
        var there = Directory.EnumerateFiles(Path.Combine(Root(), "web", "TrackTok.Web"), "*.razor", SearchOption.AllDirectories).SelectMany(file => Address().Matches(File.ReadAllText(file)))
            .Select(match => Parameter().Replace(match.Groups["page"].Value, "*")).ToList();
        there.Count.ShouldBeGreaterThan(60);
        there.Except(looked).ShouldBeEmpty();
    }

    /// <summary>The look itself: what is wrong is seen, in the colours that it is wrong in.</summary>
    [Fact]
    public async Task What_somebody_cannot_use_is_found()
    {
        await using var window = await system.OpenAsync(scheme: ColorScheme.Light);
        await window.GoAsync("/sign-in");
        await window.Page.EvaluateAsync("""
            () => {
                const [picture, words] = [document.createElement('img'), document.createElement('p')];
                [picture.src, words.textContent, words.style.color, words.style.backgroundColor] = ['/favicon.svg', 'Hardly to be read', '#777', 'light-dark(#666, #000)'];
                document.querySelector('main').append(picture, words);
            }
            """);
        (await window.BarriersAsync()).Select(barrier => barrier.Split(": ")[1]).ShouldBe(["color-contrast", "image-alt"], ignoreOrder: true);
        await window.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        (await window.BarriersAsync()).Select(barrier => barrier.Split(": ")[1]).ShouldBe(["image-alt"]);
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

    /// <summary>Looks at each page in both colours: it is loaded in the one, and changes to the other as it does when evening comes.</summary>
    private static async Task LookAsync(Window window, IEnumerable<string> pages, ColorScheme[] schemes, List<string> found)
    {
        foreach (var page in pages)
        {
            await window.Page.EmulateMediaAsync(new() { ColorScheme = schemes[0] });
            var answer = await window.GoAsync(page);
            if (answer.Status != 200) found.Add($"{page}: {answer.Status}");
            foreach (var scheme in schemes)
            {
                await window.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
                found.AddRange((await window.BarriersAsync()).Select(barrier => $"{scheme} {barrier}"));
                if (await window.OverflowAsync() is > 0 and var pixels) found.Add($"{page}, {scheme}: {pixels} pixels too wide");
            }
        }
        found.AddRange(window.Complaints);
    }

    /// <summary>Chooses the language in the profile, or at the foot of the pages for everybody.</summary>
    private static async Task SpeakAsync(Window window, string language)
    {
        if (language == "en") return;
        if (window.Page.Url == "about:blank") await window.GoAsync("/profile");
        if (await window.Page.Locator("#language").CountAsync() > 0)
        {
            await window.Page.Locator("#language").SelectOptionAsync(language);
            await window.Page.Locator("form", new() { Has = window.Page.Locator("#language") }).Locator("button.button").ClickAsync();
        }
        else
        {
            await window.Page.Locator($"button[name='language'][value='{language}']").ClickAsync();
        }
        await Assertions.Expect(window.Page.Locator("html")).ToHaveAttributeAsync("lang", language);
    }

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));

    [GeneratedRegex("/[0-9a-f-]{36}")]
    private static partial Regex Id();

    [GeneratedRegex("^@page \"(?<page>[^\"]+)\"", RegexOptions.Multiline)]
    private static partial Regex Address();

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();
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
