using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace TrackTok.AppHost.Tests.Local;

/// <summary>What Program.cs hands to each process, as the local engine works it out.</summary>
public sealed class ModelTests
{
    [Fact]
    public async Task A_service_gets_the_applications_role_and_only_its_migration_the_administrators()
    {
        var (service, migration) = (await VariablesAsync("expenses"), await VariablesAsync("expenses-migrate"));

        service["ConnectionStrings__expenses-db"].ShouldMatch("^Host=127.0.0.1;Port=[0-9]+;Database=expenses;Username=expenses_app;Password=[A-Za-z0-9]{44}$");
        migration["ConnectionStrings__expenses-db"].ShouldMatch("^Host=127.0.0.1;Port=[0-9]+;Username=postgres;Password=[^;]+;Database=expenses$");
        migration["Database__AppPassword"].Length.ShouldBe(44);
        service.ShouldNotContainKey("Database__AppPassword");
    }

    [Theory]
    [InlineData("identity", "budgets expenses identity reporting tenants")]
    [InlineData("tenants", "expenses identity")]
    [InlineData("expenses", "budgets identity tenants")]
    [InlineData("budgets", "expenses identity tenants")]
    [InlineData("reporting", "budgets expenses identity tenants")]
    [InlineData("gateway", "budgets expenses identity reporting tenants web")]
    public async Task Each_is_handed_the_addresses_of_those_it_asks(string resource, string others)
    {
        var variables = await VariablesAsync(resource);

        variables.Keys.Where(k => k.StartsWith("services__", StringComparison.Ordinal)).Select(k => k.Split("__")[1]).Distinct().Order().ShouldBe(others.Split(' '));
        variables.ShouldContainKey("ConnectionStrings__cache");
        variables["ConnectionStrings__messaging"].ShouldStartWith("amqp://");
        variables["ServiceIdentity__ClientSecret"].Length.ShouldBe(44);
        variables["Edge__SigningKey"].Length.ShouldBe(44);
        variables["ASPNETCORE_ENVIRONMENT"].ShouldBe("Development");
    }

    [Fact]
    public async Task Nothing_waits_for_the_broker()
    {
        var builder = await BuilderAsync();

        builder.Resources.Where(r => r.Annotations.OfType<WaitAnnotation>().Any(w => w.Resource.Name == "messaging")).ShouldBeEmpty();
        builder.Resources.Single(r => r.Name == "expenses").Annotations.OfType<WaitAnnotation>().Select(w => (w.Resource.Name, w.WaitType))
            .ShouldBe([("cache", WaitType.WaitUntilHealthy), ("expenses-migrate", WaitType.WaitForCompletion)], ignoreOrder: true);
    }

    [Theory]
    [InlineData("identity")]
    [InlineData("tenants")]
    [InlineData("expenses")]
    [InlineData("budgets")]
    [InlineData("reporting")]
    [InlineData("gateway")]
    [InlineData("web")]
    public async Task Each_is_well_when_it_says_that_it_is_ready(string resource)
    {
        var builder = await BuilderAsync();

        builder.Resources.Single(r => r.Name == resource).Annotations.OfType<HttpHealthAnnotation>().ShouldBe([new HttpHealthAnnotation("http", "/health/ready", 200)]);
    }

    [Theory]
    [InlineData("5000", 5000)]
    [InlineData("0", null)]
    public async Task The_gateways_port_is_what_the_configuration_says(string said, int? port)
    {
        var builder = await BuilderAsync($"--Gateway:Port={said}");

        builder.Resources.Single(r => r.Name == "gateway").Annotations.OfType<EndpointAnnotation>().Single(e => e.Name == "http").Port.ShouldBe(port);
    }

    [Fact]
    public async Task A_secret_is_made_up_once_and_kept_where_only_its_owner_reads()
    {
        var folder = Trial.NewFolder();
        var first = await SecretAsync();
        var second = await SecretAsync();

        second.ShouldBe(first);
        File.GetUnixFileMode(Path.Combine(folder, "secrets.json")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Trial.Discard(folder);

        async Task<string> SecretAsync()
        {
            var builder = DistributedApplication.CreateBuilder([$"--Local:DataPath={folder}"]);
            return (await builder.AddParameter("key", new GenerateParameterDefault { MinLength = 30 }, secret: true, persist: true).Resource.GetValueAsync())!;
        }
    }

    [Fact]
    public async Task An_expression_keeps_braces_of_its_text_and_fills_its_holes()
    {
        var builder = DistributedApplication.CreateBuilder(["--Parameters:key=v{0}", $"--Local:DataPath={Path.GetTempPath()}"]);
        var key = builder.AddParameter("key", new GenerateParameterDefault(), secret: true);

        (await ReferenceExpression.Create($"{{a}} {"b{1}"} {key}").GetValueAsync()).ShouldBe("{a} b{1} v{0}");
    }

    private static Task<IDistributedApplicationTestingBuilder> BuilderAsync(params string[] arguments) =>
        DistributedApplicationTestingBuilder.CreateAsync<Projects.TrackTok_AppHost>([$"--Local:DataPath={Path.Combine(Path.GetTempPath(), "tracktok-model-test")}", .. arguments]);

    private static async Task<Dictionary<string, string>> VariablesAsync(string resource)
    {
        var builder = await BuilderAsync();
        new TrackTok.AppHost.Local.Ports().Allocate(builder.Resources, new TrackTok.AppHost.Local.LocalOptions(builder.Configuration));
        var context = new EnvironmentCallbackContext(0);
        foreach (var annotation in builder.Resources.Single(r => r.Name == resource).Annotations.OfType<EnvironmentCallbackAnnotation>())
            annotation.Callback(context);
        var variables = new Dictionary<string, string>();
        foreach (var (name, value) in context.EnvironmentVariables)
            variables[name] = value is IValueProvider provider ? (await provider.GetValueAsync())! : (string)value;
        return variables;
    }
}
