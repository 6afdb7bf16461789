using System.Collections.Concurrent;
using Grpc.Core;
using Grpc.Net.ClientFactory;
using TrackTok.TenantData.Auditing;

namespace TrackTok.Reporting.Tests;

/// <summary>Stands in for the other services' parts of the audit trail: by service, what a test put there; a service that is away does not answer.</summary>
internal sealed class StandInTrails : GrpcClientFactory
{
    internal ConcurrentDictionary<(string Service, string Tenant), List<Entry>> Entries { get; } = new();

    internal ConcurrentDictionary<string, ListEntriesRequest> Asked { get; } = new();

    internal string? Away { get; set; }

    public override TClient CreateClient<TClient>(string name) => (TClient)(object)new Client(this, name);

    private sealed class Client(StandInTrails trails, string service) : AuditTrail.AuditTrailClient
    {
        public override AsyncUnaryCall<ListEntriesResponse> ListEntriesAsync(ListEntriesRequest request, Metadata? headers = null, DateTime? deadline = null, CancellationToken cancellationToken = default)
        {
            trails.Asked[request.TenantId] = request;
            var all = trails.Entries.GetValueOrDefault((service, request.TenantId), []);
            var response = new ListEntriesResponse();
            if (request.Count) response.Total = all.Count;
            response.Entries.AddRange(all.Where(entry => !request.HasBeforeId || string.CompareOrdinal(entry.Id, request.BeforeId) < 0)
                .OrderByDescending(entry => entry.Id, StringComparer.Ordinal).Take(request.Limit));
            return new AsyncUnaryCall<ListEntriesResponse>(
                trails.Away == service ? Task.FromException<ListEntriesResponse>(new RpcException(new Status(StatusCode.Unavailable, "away"))) : Task.FromResult(response),
                Task.FromResult(new Metadata()), () => Status.DefaultSuccess, () => [], () => { });
        }
    }
}
