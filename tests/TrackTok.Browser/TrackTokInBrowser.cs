using System.Net;
using System.Net.Sockets;
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
    private static readonly string[] Chromium = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"];
    private const string NoNames = "Domains are proved by a name server that a test can publish at, which only a system has that the tests started themselves.";
    private readonly NameServer _names = new();
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
        _names.Dispose();
        if (_folder is not null) Directory.Delete(_folder, recursive: true);
    }

    /// <summary>The name server at which companies publish the proofs of their domains; without one the test is skipped.</summary>
    public NameServer Names
    {
        get
        {
            if (_app is null) Assert.Skip(NoNames);
            return _names;
        }
    }

    /// <summary>A domain of a company's own, at which the browser finds this installation.</summary>
    public static string DomainOf(Company company) => company.Subdomain + ".example.org";

    /// <summary>The address of a company's own domain.</summary>
    public Uri AtDomain(string domain) => new UriBuilder(Base) { Host = domain }.Uri;

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
        var chromium = Chromium.FirstOrDefault(File.Exists) ?? throw new InvalidOperationException($"{Chromium[0]} is missing; ./tracktok test installs it, by hand: apt-get install {Path.GetFileName(Chromium[0])}");
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = chromium,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--host-resolver-rules=MAP *.example.org 127.0.0.1"],
        });
    }

    private async Task<Uri> StartSystemAsync()
    {
        _folder = Directory.CreateTempSubdirectory("tracktok-browser-").FullName;
        // PostgreSQL's own user must get at its files; where it cannot, they lie elsewhere and stay there.
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        _names.Announce();
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.TrackTok_AppHost>(
            ["--environment=Development", $"--Gateway:Port={FreePort()}", "--DcpPublisher:RandomizePorts=false", $"--Local:DataPath={_folder}", "--Local:Durable=false"]);
        _app = await builder.BuildAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        await _app.StartAsync(patience.Token);
        foreach (var name in (string[])["identity", "tenants", "expenses", "budgets", "reporting", "web", "gateway"])
            await _app.ResourceNotifications.WaitForResourceHealthyAsync(name, patience.Token);
        // As a person writes it: browsers know every *.localhost.
        return new UriBuilder(_app.GetEndpoint("gateway", "http")) { Host = "localhost" }.Uri;
    }

    /// <summary>A port for the gateway, known beforehand: the installation tells browsers and apps its own address, and they must find it there.</summary>
    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
