using System.Collections.Concurrent;
using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace TrackTok.Browser;

/// <summary>A browser window that notes what must never happen: a message of an error in the console, a script that fails, a request to another host, a dialog nobody asked for.</summary>
public sealed class Window : IAsyncDisposable
{
    // Run in the page as it is, and only what it finds is carried over: the library's own way opens a further page each time.
    private const string RunAxe = """
        async () => (await axe.run(document, { resultTypes: ['violations'], runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] } }))
            .violations.map(violation => `${violation.id}: ${violation.nodes.slice(0, 3).map(node => node.html).join(' | ')}`)
        """;

    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly IBrowserContext _context;

    private Window(IBrowserContext context, IPage page, Uri host) => (_context, Page, Host) = (context, page, host);

    public IPage Page { get; }

    public Uri Host { get; }

    public string Path => new Uri(Page.Url).PathAndQuery;

    internal static async Task<Window> OpenAsync(IBrowserContext context, Uri host)
    {
        var window = new Window(context, await context.NewPageAsync(), host);
        window.Page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") window._complaints.Enqueue($"{window.Page.Url}: console {message.Type}: {message.Text}");
        };
        window.Page.PageError += (_, error) => window._complaints.Enqueue($"{window.Page.Url}: {error}");
        window.Page.Dialog += async (_, dialog) =>
        {
            window._complaints.Enqueue($"{window.Page.Url}: dialog: {dialog.Message}");
            await dialog.DismissAsync();
        };
        window.Page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(host.ToString(), StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal)) window._complaints.Enqueue($"{window.Page.Url}: request to {request.Url}");
        };
        return window;
    }

    /// <summary>Goes to an address and waits until nothing is loading any more.</summary>
    public async Task<IResponse> GoAsync(string path) => (await Page.GotoAsync(path, new() { WaitUntil = WaitUntilState.Load }))!;

    /// <summary>Types into the field of an API member; a choice is chosen by its words or its value.</summary>
    public async Task TypeAsync(string member, string text)
    {
        var field = Page.Locator($"main [name='{member}']").First;
        if (await field.EvaluateAsync<string>("element => element.tagName") == "SELECT") await field.SelectOptionAsync([new SelectOptionValue { Label = text }]);
        else await field.FillAsync(text);
    }

    /// <summary>Sends the form around a field, and waits for the page that follows.</summary>
    public async Task SendAsync(string member)
    {
        var form = Page.Locator("main form", new() { Has = Page.Locator($"[name='{member}']") }).First;
        await form.Locator("button.button:not(.quiet):not(.bad)").First.ClickAsync();
    }

    public async Task ArriveAsync(string path) => await Page.WaitForURLAsync(url => new Uri(url).AbsolutePath.StartsWith(path, StringComparison.Ordinal));

    public async Task<string> TextAsync() => await Page.Locator("main").InnerTextAsync();

    /// <summary>Signs in by the form, as anybody does.</summary>
    public async Task SignInAsync(string email, string password)
    {
        if (!Path.StartsWith("/sign-in", StringComparison.Ordinal)) await GoAsync("/sign-in");
        await TypeAsync("email", email);
        await TypeAsync("password", password);
        await SendAsync("email");
    }

    /// <summary>The cookies, for other windows of the same person.</summary>
    public Task<string> StateAsync() => _context.StorageStateAsync();

    /// <summary>What axe finds, one line each; nothing on a page that everybody can use.</summary>
    public async Task<IReadOnlyList<string>> BarriersAsync()
    {
        if (!await Page.EvaluateAsync<bool>("() => 'axe' in window")) await Page.EvaluateAsync(Axe);
        return [.. (await Page.EvaluateAsync<string[]>(RunAxe)).Select(violation => $"{Path}: {violation}")];
    }

    /// <summary>How many pixels the page is wider than the window.</summary>
    public Task<int> OverflowAsync() => Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");

    public IReadOnlyList<string> Complaints => [.. _complaints];

    public void ShouldBeQuiet() => _complaints.ShouldBeEmpty();

    /// <summary>Forgets what was noted, where a test provokes it (the browser itself reports an error page's status).</summary>
    public void Forgive() => _complaints.Clear();

    public async ValueTask DisposeAsync() => await _context.CloseAsync();
}
