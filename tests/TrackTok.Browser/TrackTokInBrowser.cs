using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Playwright;
using TrackTok.Browser;

[assembly: AssemblyFixture(typeof(TrackTokInBrowser))]

namespace TrackTok.Browser;

/// <summary>
/// The whole of TrackTok and one browser, started once for all tests. With <c>TRACKTOK_BROWSER_BASE=http://localhost:5000</c> the tests look at a system that runs already
/// (in development mode, for its limits on log-ins are lifted).
/// </summary>
public sealed class TrackTokInBrowser : IAsyncLifetime
{
    private const string Chromium = "/usr/bin/chromium";
    private string? _folder;
    private DistributedApplication? _app;
    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;

    /// <summary>The bare host: landing, sign-up, sign-in.</summary>
    public Uri Base { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var browser = StartBrowserAsync();
        Base = Environment.GetEnvironmentVariable("TRACKTOK_BROWSER_BASE") is { Length: > 0 } given ? new Uri(given) : await StartSystemAsync();
        await browser;
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
        if (_app is not null) await _app.DisposeAsync();
        if (_folder is not null) Directory.Delete(_folder, recursive: true);
    }

    /// <summary>The address of a company's own host.</summary>
    public Uri At(string subdomain) => new UriBuilder(Base) { Host = subdomain + ".localhost" }.Uri;

    /// <summary>A client of the API. <c>TRACKTOK_BROWSER_API</c> names it where the pages are looked at by themselves, without the gateway before them.</summary>
    public HttpClient Client() => new() { BaseAddress = new UriBuilder(Environment.GetEnvironmentVariable("TRACKTOK_BROWSER_API") is { Length: > 0 } api ? new Uri(api) : Base) { Host = "127.0.0.1" }.Uri };

    /// <summary>A browser window of its own: no cookies but those given.</summary>
    public async Task<Window> OpenAsync(Uri? host = null, int width = 1280, ColorScheme scheme = ColorScheme.Light, bool javaScript = true, string? state = null, string locale = "en-US")
    {
        var context = await _browser.NewContextAsync(new()
        {
            BaseURL = (host ?? Base).ToString(),
            ViewportSize = new() { Width = width, Height = 900 },
            ColorScheme = scheme,
            JavaScriptEnabled = javaScript,
            StorageState = state,
            Locale = locale,
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(15_000);
        return await Window.OpenAsync(context, host ?? Base);
    }

    private async Task StartBrowserAsync()
    {
        if (!File.Exists(Chromium)) throw new InvalidOperationException($"{Chromium} is missing; ./tracktok test installs it, by hand: apt-get install chromium");
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Chromium,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"],
        });
    }

    private async Task<Uri> StartSystemAsync()
    {
        _folder = Directory.CreateTempSubdirectory("tracktok-browser-").FullName;
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.TrackTok_AppHost>(
            ["--environment=Development", "--Gateway:Port=0", $"--Local:DataPath={_folder}", "--Local:Durable=false"]);
        _app = await builder.BuildAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        await _app.StartAsync(patience.Token);
        foreach (var name in (string[])["identity", "tenants", "expenses", "budgets", "reporting", "web", "gateway"])
            await _app.ResourceNotifications.WaitForResourceHealthyAsync(name, patience.Token);
        // As a person writes it: browsers know every *.localhost.
        return new UriBuilder(_app.GetEndpoint("gateway", "http")) { Host = "localhost" }.Uri;
    }
}
