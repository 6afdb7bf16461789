using Grpc.Net.ClientFactory;
using TrackTok.Reporting.Data;
using TrackTok.ServiceDefaults;
using TrackTok.TenantData;
using TrackTok.TenantData.Auditing;

namespace TrackTok.Reporting.Audit;

/// <summary>
/// The audit trail as a whole: each service keeps its own part, in the transactions of its changes, and is asked for it. When one does not answer the question fails:
/// a trail with a gap that nobody sees is worse than none.
/// </summary>
internal sealed class AuditSources(GrpcClientFactory clients, ReportingDbContext own)
{
    /// <summary>The services beside this one that keep a part.</summary>
    internal static readonly string[] Others = ["identity", "tenants", "expenses", "budgets"];

    /// <summary>A page of all parts together, the newest first, each entry with the service that keeps it.</summary>
    internal async Task<(List<(string Service, Entry Entry)> Entries, long? Total)> ReadAsync(ListEntriesRequest request, CancellationToken cancellationToken)
    {
        var asked = Others.Select(async service => (service, await clients.CreateClient<AuditTrail.AuditTrailClient>(service).ListEntriesAsync(request, cancellationToken: cancellationToken))).ToList();
        var parts = new List<(string Service, ListEntriesResponse Part)> { ("reporting", await AuditReading.ReadAsync(own, request, cancellationToken)) };
        parts.AddRange(await Task.WhenAll(asked));
        var entries = parts.SelectMany(part => part.Part.Entries.Select(entry => (part.Service, Entry: entry)))
            .OrderByDescending(line => line.Entry.Id, StringComparer.Ordinal).Take(request.Limit).ToList();
        return (entries, request.Count ? parts.Sum(part => part.Part.Total) : null);
    }
}

internal static class AuditSetup
{
    internal static void AddAuditTrail(this IServiceCollection services)
    {
        services.AddScoped<AuditSources>();
        foreach (var service in AuditSources.Others) services.AddServiceClient<AuditTrail.AuditTrailClient>(service, name: service);
    }

    internal static void MapAuditTrail(this IEndpointRouteBuilder api) =>
        api.MapGet("/audit", ListAudit.HandleAsync).Requires(Permissions.ReadAudit).WithTags("Audit").WithName("ListAudit")
            .WithSummary("Who changed what, from where, old and new: the company's audit trail, the newest first");
}
