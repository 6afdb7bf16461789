using Microsoft.Playwright;

namespace TrackTok.Browser;

/// <summary>What people write stays text, wherever it is shown.</summary>
public sealed class StoredScriptTests(TrackTokInBrowser system)
{
    private const string Script = "<script>alert(1)</script><img src=x onerror=alert(2)>";

    [Fact]
    public async Task A_script_in_every_text_is_shown_and_not_run()
    {
        // A tag takes 50 characters: the part that would run is among them.
        var furnished = await Furnished.MakeAsync(system, Script);
        await using var window = await furnished.Company.OpenAsync(system);
        var shown = 0;
        foreach (var page in furnished.Pages)
        {
            await window.GoAsync(page);
            if ((await window.Page.Locator("body").InnerTextAsync()).Contains("<script>alert(1)</script>", StringComparison.Ordinal)) shown++;
            (await window.Page.Locator("img[src='x'], script:not([src]):not([type='application/json'])").CountAsync()).ShouldBe(0, page);
        }
        shown.ShouldBeGreaterThan(12);
        window.ShouldBeQuiet();
    }
}
