using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace TrackTok.Bench;

/// <summary>One page: medians of what the server took for it, as its <c>Server-Timing</c> says, and what a first visit brings over the wire without charts.</summary>
internal sealed record PageRow(string Name, int Expenses, double Page, double Api, double Kilobytes);

/// <summary>Looks at pages of the web application as a signed-in owner with a browser's headers would.</summary>
internal sealed partial class Pages(LocalSystem system, HttpClient api, BenchTenant tenant, int expenses)
{
    private const int Looks = 40;

    private static readonly (string Name, string Path)[] Looked = [("dashboard", "/dashboard"), ("50 expenses", "/expenses?limit=50"), ("summary report", "/reports"), ("sign-in", "/sign-in")];

    public async Task<IReadOnlyList<PageRow>> RunAsync()
    {
        await RebuildAsync();
        // The browser's own name for the gateway: cookies and anti-forgery belong to it. Over plain HTTP browsers ask for gzip.
        using var browser = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer(), AutomaticDecompression = DecompressionMethods.None })
        {
            BaseAddress = new UriBuilder(system.Gateway) { Host = "localhost" }.Uri,
        };
        browser.DefaultRequestHeaders.AcceptEncoding.ParseAdd("gzip");
        var sizes = new Dictionary<string, double> { ["/sign-in"] = await WeightAsync(browser, "/sign-in") };
        await SignInAsync(browser);
        var rows = new List<PageRow>();
        foreach (var (name, path) in Looked)
        {
            if (!sizes.ContainsKey(path)) sizes[path] = await WeightAsync(browser, path);
            var looks = new List<(double Page, double Api)>();
            for (var look = 0; path != "/sign-in" && look < Looks; look++) looks.Add(await TimedAsync(browser, path));
            rows.Add(new PageRow(name, expenses, Median(looks.Select(look => look.Page)), Median(looks.Select(look => look.Api)), sizes[path] / 1000));
        }
        return rows;
    }

    /// <summary>The expenses were loaded by SQL, of which no event told: Reporting reads them from their owner.</summary>
    private async Task RebuildAsync()
    {
        var process = system.Processes("reporting")[0];
        var environment = (await File.ReadAllTextAsync($"/proc/{process.ToString(CultureInfo.InvariantCulture)}/environ")).Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        await Machine.RunAsync("dotnet", [Path.Combine(system.Root, "services", "Reporting", "TrackTok.Reporting", "bin", "Release", "net10.0", "TrackTok.Reporting.dll"), "rebuild", tenant.Id.ToString()], environment);
        _ = await BenchTenant.ReadAsync(api, HttpMethod.Get, "/api/v1/dashboard", tenant.Token);
    }

    private static async Task SignInAsync(HttpClient browser)
    {
        browser.DefaultRequestHeaders.AcceptEncoding.Clear();
        // The page has a form for passkeys too, with hidden fields of its own.
        var page = await browser.GetStringAsync("/sign-in");
        var byPassword = page.IndexOf("name=\"email\"", StringComparison.Ordinal);
        var fieldset = page[page.LastIndexOf("<form", byPassword, StringComparison.Ordinal)..page.IndexOf("</form>", byPassword, StringComparison.Ordinal)];
        var fields = HiddenInput().Matches(fieldset).Select(match => KeyValuePair.Create(Attribute(match.Value, "name"), WebUtility.HtmlDecode(Attribute(match.Value, "value"))))
            .Append(KeyValuePair.Create("email", "owner0@bench.example")).Append(KeyValuePair.Create("password", BenchTenant.Password));
        using var form = new FormUrlEncodedContent(fields);
        using var answer = await browser.PostAsync(new Uri("/sign-in", UriKind.Relative), form);
        answer.EnsureSuccessStatusCode();
        if (answer.RequestMessage!.RequestUri!.AbsolutePath == "/sign-in") throw new InvalidOperationException("The owner could not sign in by the page.");
        browser.DefaultRequestHeaders.AcceptEncoding.ParseAdd("gzip");
    }

    private static async Task<(double Page, double Api)> TimedAsync(HttpClient browser, string path)
    {
        using var answer = await browser.GetAsync(new Uri(path, UriKind.Relative));
        answer.EnsureSuccessStatusCode();
        var timing = string.Join(',', answer.Headers.GetValues("Server-Timing"));
        return (Duration("page"), Duration("api"));

        double Duration(string name) => double.Parse(Regex.Match(timing, name + @";dur=([\d.]+)").Groups[1].Value, CultureInfo.InvariantCulture);
    }

    /// <summary>The page, its styles and its scripts with the modules that those import, in bytes as sent.</summary>
    private static async Task<double> WeightAsync(HttpClient browser, string path)
    {
        var waiting = new Queue<string>([path]);
        var seen = new HashSet<string>(waiting);
        double bytes = 0;
        while (waiting.TryDequeue(out var next))
        {
            using var answer = await browser.GetAsync(new Uri(next, UriKind.RelativeOrAbsolute));
            var body = await answer.Content.ReadAsByteArrayAsync();
            bytes += body.Length;
            if (next != path) continue;
            using var decompressed = new System.IO.Compression.GZipStream(new MemoryStream(body), System.IO.Compression.CompressionMode.Decompress);
            using var reader = new StreamReader(answer.Content.Headers.ContentEncoding.Contains("gzip") ? decompressed : new MemoryStream(body));
            foreach (Match match in Linked().Matches(await reader.ReadToEndAsync()))
                if (match.Groups[1].Value is var link && !link.Contains("chart", StringComparison.OrdinalIgnoreCase) && seen.Add(link)) waiting.Enqueue(link.StartsWith('/') ? link : "/" + link);
        }
        return bytes;
    }

    private static double Median(IEnumerable<double> values) => values.Order().ToList() is { Count: > 0 } ordered ? ordered[ordered.Count / 2] : 0;

    private static string Attribute(string tag, string name) => Regex.Match(tag, name + "=\"([^\"]*)\"").Groups[1].Value;

    [GeneratedRegex("<input[^>]*type=\"hidden\"[^>]*>")]
    private static partial Regex HiddenInput();

    [GeneratedRegex("<(?:link[^>]*rel=\"(?:stylesheet|modulepreload)\"[^>]*href|script[^>]*src)=\"([^\"]+)\"")]
    private static partial Regex Linked();
}
