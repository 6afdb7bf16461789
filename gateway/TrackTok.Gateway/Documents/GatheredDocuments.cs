using System.Net;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using TrackTok.Gateway.Services;
using TrackTok.ServiceDefaults;

namespace TrackTok.Gateway.Documents;

/// <summary>The API's document as it is served: its bytes and their ETag.</summary>
internal sealed record ApiDescription(JsonObject Document, byte[] Bytes, string ETag);

/// <summary>
/// What the services say of themselves, gathered and kept for a minute; for two seconds only while a service has not been heard yet. What a service once said stands while
/// it does not answer.
/// </summary>
internal sealed class GatheredDocuments(Replicas replicas, TimeProvider time) : IDisposable
{
    private const string DocumentPath = "/openapi/v1.json";
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly TimeSpan WhenWhole = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan WhenIncomplete = TimeSpan.FromSeconds(2);
    private static readonly IReadOnlyList<PublishedPermission> NoPermissions = [];

    private readonly SemaphoreSlim _gathering = new(1, 1);
    private readonly Dictionary<string, JsonObject> _documents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<PublishedPermission>> _permissions = new(StringComparer.Ordinal);
    private ApiDescription? _api;
    private long _until;

    /// <summary>The API as far as services have described it.</summary>
    internal async ValueTask<ApiDescription> ApiAsync(CancellationToken cancellationToken)
    {
        await GatherAsync(cancellationToken);
        return _api!;
    }

    /// <summary>All services' permission tables; null when one has not been heard yet, because part of the table would tell a wrong tale.</summary>
    internal async ValueTask<IReadOnlyList<PublishedPermission>?> PermissionsAsync(CancellationToken cancellationToken)
    {
        await GatherAsync(cancellationToken);
        return _permissions.Count == RouteTable.Services.Length ? [.. RouteTable.Services.SelectMany(service => _permissions[service])] : null;
    }

    private async ValueTask GatherAsync(CancellationToken cancellationToken)
    {
        if (time.GetTimestamp() < Volatile.Read(ref _until)) return;
        await _gathering.WaitAsync(cancellationToken);
        try
        {
            if (time.GetTimestamp() < _until) return;
            await Task.WhenAll(RouteTable.Services.Select(service => HearAsync(service, cancellationToken)));
            var document = OpenApiMerge.Merge([.. RouteTable.Services.Where(_documents.ContainsKey).Select(service => (service, _documents[service])), ("gateway", OwnRoutes.Describe())]);
            var bytes = JsonSerializer.SerializeToUtf8Bytes(document, Readable);
            _api = new ApiDescription(document, bytes, $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes)[..8])}\"");
            var whole = _documents.Count == RouteTable.Services.Length && _permissions.Count == RouteTable.Services.Length;
            Volatile.Write(ref _until, time.GetTimestamp() + (long)((whole ? WhenWhole : WhenIncomplete).TotalSeconds * time.TimestampFrequency));
        }
        finally
        {
            _gathering.Release();
        }
    }

    private async Task HearAsync(string service, CancellationToken cancellationToken)
    {
        var (document, permissions) = (await replicas.GetAsync(service, DocumentPath, cancellationToken), await replicas.GetAsync(service, PermissionTable.Path, cancellationToken));
        lock (_documents)
        {
            try
            {
                if (document is { Status: HttpStatusCode.OK } described && JsonNode.Parse(described.Body) is JsonObject heard) _documents[service] = heard;
                if (permissions is { Status: HttpStatusCode.OK } table) _permissions[service] = JsonSerializer.Deserialize<PublishedPermission[]>(table.Body, JsonDefaults.Options) ?? NoPermissions;
                else if (permissions is { Status: HttpStatusCode.NotFound }) _permissions[service] = NoPermissions;
            }
            catch (JsonException)
            {
                // A service that stops in the middle of its answer is asked again soon.
            }
        }
    }

    public void Dispose() => _gathering.Dispose();
}
