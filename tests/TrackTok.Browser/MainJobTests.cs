using Microsoft.Playwright;

namespace TrackTok.Browser;

/// <summary>What TrackTok is for: a company signs up, sets a budget, spends, and hears of it. By mouse, by keyboard alone, and without JavaScript.</summary>
public sealed class MainJobTests(TrackTokInBrowser system)
{
    [Fact]
    public async Task A_company_signs_up_records_its_first_expense_and_sees_its_budget_move()
    {
        await using var window = await system.OpenAsync();
        await DoAsync(window);
        window.ShouldBeQuiet();
    }

    [Fact]
    public async Task The_same_works_without_JavaScript()
    {
        await using var window = await system.OpenAsync(javaScript: false, width: 390);
        await DoAsync(window);
        window.ShouldBeQuiet();
    }

    [Fact]
    public async Task The_same_works_by_keyboard_alone()
    {
        await using var window = await system.OpenAsync();
        await window.GoAsync("/register");
        var subdomain = Company.NewSubdomain();
        var keys = new Keys(window);
        await keys.FillAsync("name", "Keyboard Ltd");
        await keys.FillAsync("subdomain", subdomain);
        await keys.FillAsync("owner_first_name", "Jane");
        await keys.FillAsync("owner_last_name", "Doe");
        await keys.FillAsync("owner_email", $"owner@{subdomain}.example.com");
        await keys.FillAsync("owner_password", Company.Password);
        await keys.PressAsync("Enter");
        await window.ArriveAsync("/dashboard");

        await keys.GoAsync("b", "/budgets");
        await keys.FollowAsync("main a[href='/budgets/new']");
        await window.ArriveAsync("/budgets/new");
        await keys.FillAsync("name", "This month");
        await keys.FillAsync("amount", "100");
        await keys.PressAsync("Enter");
        await window.Page.WaitForURLAsync(url => url.Contains("/budgets/0", StringComparison.Ordinal));

        await keys.PressAsync("n");
        await window.ArriveAsync("/expenses/new");
        await keys.FillAsync("title", "Printer paper");
        await keys.FillAsync("amount", "85.50");
        await keys.PressAsync("Enter");
        await window.Page.WaitForURLAsync(url => url.Contains("/expenses/0", StringComparison.Ordinal));

        await keys.GoAsync("b", "/budgets");
        (await window.TextAsync()).ShouldContain("$85.50");
        await keys.PressAsync("?");
        await Assertions.Expect(window.Page.Locator("dialog#keys")).ToBeVisibleAsync();
        await keys.PressAsync("Escape");
        await Assertions.Expect(window.Page.Locator("dialog#keys")).ToBeHiddenAsync();
        window.ShouldBeQuiet();
    }

    private static async Task DoAsync(Window window)
    {
        var subdomain = Company.NewSubdomain();
        await window.GoAsync("/register");
        await window.TypeAsync("name", "Main Job Ltd");
        await window.TypeAsync("subdomain", subdomain);
        await window.TypeAsync("owner_first_name", "Jane");
        await window.TypeAsync("owner_last_name", "Doe");
        await window.TypeAsync("owner_email", $"owner@{subdomain}.example.com");
        await window.TypeAsync("owner_password", Company.Password);
        await window.SendAsync("name");
        await window.ArriveAsync("/dashboard");
        (await window.TextAsync()).ShouldContain(subdomain + ".localhost");

        await window.GoAsync("/budgets/new");
        await window.TypeAsync("name", "This month");
        await window.TypeAsync("amount", "100");
        await window.SendAsync("amount");
        await window.Page.WaitForURLAsync(url => url.Contains("/budgets/0", StringComparison.Ordinal));
        var budget = window.Path;

        await window.GoAsync("/expenses/new");
        await window.TypeAsync("title", "Printer paper");
        await window.SendAsync("title");
        // Refused: what was typed is still there, and the sentence stands at its field.
        await Assertions.Expect(window.Page.Locator("#expense-amount-error")).ToBeVisibleAsync();
        (await window.Page.Locator("main [name='title']").InputValueAsync()).ShouldBe("Printer paper");
        await window.TypeAsync("amount", "85.50");
        await window.SendAsync("title");
        await window.Page.WaitForURLAsync(url => url.Contains("/expenses/0", StringComparison.Ordinal));
        (await window.TextAsync()).ShouldContain("$85.50");

        // The very next page knows of it: figures wait for what this visitor wrote.
        await window.GoAsync(budget);
        (await window.TextAsync()).ShouldContain("$85.50");
        await Eventually.HoldsAsync(async () =>
        {
            await window.GoAsync("/alerts");
            return await window.TextAsync();
        }, text => text.Contains("This month", StringComparison.Ordinal));
        await window.GoAsync("/reports");
        (await window.TextAsync()).ShouldContain("$85.50");
        await window.GoAsync("/expenses");
        var file = await window.Page.RunAndWaitForDownloadAsync(() => window.Page.Locator("main a[download]").ClickAsync());
        file.SuggestedFilename.ShouldEndWith(".csv");
        (await File.ReadAllTextAsync(await file.PathAsync())).ShouldContain("85.50,USD,85.50,USD,,Printer paper,");
        await window.GoAsync("/dashboard");
        (await window.TextAsync()).ShouldContain("$85.50");
    }

    /// <summary>A person who has no mouse: everything is reached by Tab, and whatever has the focus shows it.</summary>
    private sealed class Keys(Window window)
    {
        private const int MostSteps = 80;

        internal Task PressAsync(string key) => window.Page.Keyboard.PressAsync(key);

        internal async Task FillAsync(string member, string text)
        {
            await ReachAsync($"main [name='{member}']");
            await PressAsync("Control+A");
            await window.Page.Keyboard.TypeAsync(text);
        }

        internal async Task FollowAsync(string selector)
        {
            await ReachAsync(selector);
            await PressAsync("Enter");
        }

        /// <summary>By the shortcut <c>g</c> and the letter of a place.</summary>
        internal async Task GoAsync(string letter, string path)
        {
            await window.Page.EvaluateAsync("() => document.activeElement?.blur()");
            await PressAsync("g");
            await PressAsync(letter);
            await window.ArriveAsync(path);
            // The address changes before the page does.
            await window.Page.Locator($".side-body a.active[href='{path}']").WaitForAsync();
        }

        private async Task ReachAsync(string selector)
        {
            await window.Page.Locator(selector).First.WaitForAsync();
            for (var step = 0; step < MostSteps; step++)
            {
                if (await window.Page.EvaluateAsync<bool>("selector => document.activeElement === document.querySelector(selector)", selector))
                {
                    (await window.Page.EvaluateAsync<bool>("() => { const style = getComputedStyle(document.activeElement); return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2; }"))
                        .ShouldBeTrue($"{selector} does not show that it has the focus");
                    return;
                }
                await PressAsync("Tab");
            }
            throw new TimeoutException($"{selector} is not reached by {MostSteps} steps of Tab.");
        }
    }
}
