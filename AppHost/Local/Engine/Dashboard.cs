using Aspire.Hosting.ApplicationModel;

namespace TrackTok.AppHost.Local;

/// <summary>Aspire's own dashboard: an npm package carries it. It is fetched once, when the system is up, and shows telemetry from the next start on.</summary>
internal sealed class Dashboard
{
    public const string Name = "aspire-dashboard";
    private const string Package = "@microsoft/aspire-cli-linux-x64@13.5.4";

    private Dashboard(string program, string folder)
    {
        Resource = new ExecutableResource(Name, program, folder);
        Resource.Annotations.Add(new EndpointAnnotation("http", "http") { PreferredPort = 18888 });
        Resource.Annotations.Add(new EndpointAnnotation("otlp", "http"));
        Resource.Annotations.Add(new EndpointAnnotation("otlp-http", "http"));
        Resource.Annotations.Add(new ArgsAnnotation(["dashboard"]));
        Resource.Annotations.Add(new HttpHealthAnnotation("http", "/structuredlogs", 200));
        Resource.Annotations.Add(new EnvironmentCallbackAnnotation(context =>
        {
            context.EnvironmentVariables["ASPNETCORE_URLS"] = Url("http");
            context.EnvironmentVariables["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = Url("otlp");
            context.EnvironmentVariables["ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL"] = Url("otlp-http");
            // It listens on loopback only, beside services that trust whoever is on this machine as well.
            context.EnvironmentVariables["ASPIRE_DASHBOARD_UNSECURED_ALLOW_ANONYMOUS"] = "true";
            context.EnvironmentVariables["HOME"] = folder;
        }));
    }

    public ExecutableResource Resource { get; }

    public string TelemetryUrl() => Url("otlp");

    public static Dashboard? Find(LocalOptions options)
    {
        var program = Path.Combine(Folder(options), "managed", "aspire-managed");
        return File.Exists(program) ? new Dashboard(program, Folder(options)) : null;
    }

    /// <summary>Never more than a convenience: whatever goes wrong is said in one line.</summary>
    public static async Task FetchAsync(LocalOptions options, Task ready, CancellationToken cancellationToken)
    {
        try
        {
            await ready.WaitAsync(cancellationToken);
            if (Programs.Find("npm") is not { } npm || Programs.Find("tar") is not { } tar)
                return;
            var (folder, draft) = (Folder(options), Folder(options) + ".new");
            if (Directory.Exists(draft))
                Directory.Delete(draft, recursive: true);
            Directory.CreateDirectory(draft);
            await StepAsync(npm, ["pack", Package, "--silent", "--pack-destination", draft], draft, cancellationToken);
            await StepAsync(tar, ["xzf", Directory.EnumerateFiles(draft, "*.tgz").Single(), "-C", draft], draft, cancellationToken);
            await StepAsync(Path.Combine(draft, "package", "bin", "aspire"), ["setup", "--install-path", Path.Combine(draft, "bundle"), "--non-interactive"], draft, cancellationToken);
            // Of all that only the dashboard is wanted.
            Directory.CreateDirectory(folder);
            Directory.Move(Directory.EnumerateDirectories(Path.Combine(draft, "bundle", "versions")).Select(v => Path.Combine(v, "managed")).Single(), Path.Combine(folder, "managed"));
            Directory.Delete(draft, recursive: true);
            Console.WriteLine("Aspire's dashboard is here; it comes with the next ./tracktok up.");
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // Stopped before it was here: the next run fetches it.
        }
        catch (Exception e)
        {
            Console.WriteLine($"Aspire's dashboard could not be fetched, and is done without: {e.Message}");
        }
    }

    private static async Task StepAsync(string program, IReadOnlyList<string> arguments, string home, CancellationToken cancellationToken)
    {
        var variables = new Dictionary<string, string> { ["HOME"] = home, ["ASPIRE_CLI_TELEMETRY_OPTOUT"] = "1", ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1" };
        // npm keeps its settings and its cache where the user has them.
        var result = await Command.RunAsync(program, arguments, cancellationToken, variables: program.EndsWith("/npm", StringComparison.Ordinal) ? null : variables);
        if (result.Code != 0)
            throw new InvalidOperationException($"{Path.GetFileName(program)} {arguments[0]} ended with code {result.Code}: {result.Output}");
    }

    private string Url(string endpoint) => new EndpointReference(Resource, endpoint).Url;

    private static string Folder(LocalOptions options) => Path.Combine(options.DataPath, "dashboard");
}
