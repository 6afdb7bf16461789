using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;

namespace TrackTok.Architecture.Tests.Http;

public sealed class RouteSweepTests
{
    /// <summary>Routes that decide for themselves who may pass.</summary>
    private static readonly string[] SkipTheGuard = ["/health/live", "/health/ready", "/health/startup", "/openapi/v1.json", PermissionTable.Path];

    public static TheoryData<string> Services => [.. Repository.Services.Select(service => service.Name)];

    [Theory]
    [MemberData(nameof(Services))]
    public void Every_route_keeps_the_rules(string service)
    {
        var routes = ServiceHosts.Look(service).Routes;
        routes.Count(route => RouteRules.NameOf(route).Contains(" /api/v1/", StringComparison.Ordinal)).ShouldBeGreaterThan(2);

        routes.SelectMany(RouteRules.Violations).ShouldBeEmpty();
        routes.Where(route => route.Metadata.GetMetadata<SkipsGuard>() is not null).Select(route => "/" + route.RoutePattern.RawText!.TrimStart('/'))
            .Where(path => !SkipTheGuard.Contains(path) && !path.StartsWith("/connect/", StringComparison.Ordinal) && !path.StartsWith("/.well-known/", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void Every_permission_that_a_route_names_is_published(string service)
    {
        var (routes, published) = ServiceHosts.Look(service);

        routes.Select(route => route.Metadata.GetMetadata<PermissionMetadata>()?.Permission).OfType<Permission>().Except(published).ShouldBeEmpty();
        published.Select(permission => permission.Name).ShouldBeUnique();
    }

    [Fact]
    public void Route_names_are_unique_in_the_whole_api()
    {
        var names = Repository.Services.SelectMany(service => ServiceHosts.Look(service.Name).Routes).Select(route => route.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName).OfType<string>().ToList();

        names.Count.ShouldBeGreaterThan(40);
        names.ShouldBeUnique();
    }

    [Fact]
    public async Task Sees_every_slip()
    {
        await using var app = WebApplication.CreateSlimBuilder().Build();
        var api = app.MapGroup("/api/v1");
        api.MapPost("/undecided", (Unchecked request) => request.Name).WithName("Undecided").WithSummary("Undecided");
        api.MapGet("/twice", () => "").WithName("Twice").WithSummary("Twice").OpenToAll("why").ForEverySignedIn("why");
        app.MapGet("/elsewhere", () => "").OpenToAll("why");
        api.MapPost("/fine", (Nothing request) => request.Read).WithName("Fine").WithSummary("Fine").OpenToAll("why");
        api.MapPost("/checked", TakeAsync).WithName("Checked").WithSummary("Checked").OpenToAll("why");
        app.MapGet("/own", () => "").WithMetadata(new SkipsGuard());

        ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().SelectMany(RouteRules.Violations).ShouldBe(
        [
            "POST /api/v1/undecided must name a permission, or be open to all, or ask for a signed-in person or an operator: one of them, but it says 0.",
            "POST /api/v1/undecided takes a Unchecked, which nobody checks.",
            "GET /api/v1/twice must name a permission, or be open to all, or ask for a signed-in person or an operator: one of them, but it says 2.",
            "GET /elsewhere stands outside /api/v1.",
            "GET /elsewhere has no name.",
            "GET /elsewhere has no summary.",
        ], ignoreOrder: true);
    }

    private static async Task<string> TakeAsync(CheckedByUseCase request)
    {
        var errors = new RequestErrors();
        await Task.Yield();
        errors.Required(request.Name, "name");
        return errors.Any ? "" : request.Name;
    }

    private sealed record Unchecked(string Name);

    private sealed record CheckedByUseCase(string Name);

    private sealed record Nothing(bool? Read);
}
