using TrackTok.ServiceDefaults;
using TrackTok.TenantData;

namespace TrackTok.Tenants.Domains;

internal static class DomainEndpoints
{
    internal static void AddDomains(this WebApplicationBuilder builder)
    {
        builder.Services.Configure<DomainOptions>(builder.Configuration.GetSection("Domains"));
        builder.Services.AddSingleton<DomainProofs>();
    }

    internal static void MapDomains(this RouteGroupBuilder api)
    {
        var domains = api.MapGroup("/tenant/domains").WithTags("Tenant");
        domains.MapGet("/", ListDomains.HandleAsync).Requires(Permissions.ManageDomains)
            .WithName("ListDomains").WithSummary("The company's own domains, proved or not, and how to prove them");
        domains.MapPost("/", AddDomain.HandleAsync).Requires(Permissions.ManageDomains)
            .WithName("AddDomain")
            .WithExample("""{"domain": "expenses.example.com"}""").WithSummary("Add a domain of the company's own").Refuses(DomainErrors.Added, DomainErrors.TooMany);
        domains.MapPost("/{id:guid}/verify", VerifyDomain.HandleAsync).Requires(Permissions.ManageDomains).WithoutTransaction()
            .WithName("VerifyDomain").WithSummary("Look for a domain's proof; with it, the domain leads to the company").Refuses(DomainErrors.NotFound, DomainErrors.Unproved, DomainErrors.Taken);
        domains.MapDelete("/{id:guid}", RemoveDomain.HandleAsync).Requires(Permissions.ManageDomains)
            .WithName("RemoveDomain").WithSummary("Remove a domain").Produces(StatusCodes.Status204NoContent).Refuses(DomainErrors.NotFound);
    }
}
