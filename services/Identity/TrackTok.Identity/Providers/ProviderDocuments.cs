using System.Collections.Concurrent;
using System.Text.Json;
using TrackTok.ServiceDefaults;

namespace TrackTok.Identity.Providers;

/// <summary>Discovery documents and key sets of providers, kept for ten minutes. They are public, so companies with the same provider share them.</summary>
internal sealed class ProviderDocuments(ProviderHttp http, TimeProvider time)
{
    private const int Most = 300;
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, (JsonElement Body, DateTimeOffset Until)> _kept = new(StringComparer.Ordinal);

    /// <summary>The discovery document of an issuer.</summary>
    /// <param name="fresh">Asks the provider whatever is kept.</param>
    internal async Task<(ProviderMetadata? Metadata, Refusal? Refusal)> DiscoverAsync(string issuer, bool fresh, CancellationToken cancellationToken)
    {
        var (body, why) = await FetchAsync(ProviderMetadata.AddressOf(issuer), fresh, cancellationToken);
        if (body is not { } document) return (null, ProviderErrors.Unreachable(why!));
        var (metadata, unfit) = ProviderMetadata.Read(document, issuer, http.Allows);
        return metadata is null ? (null, ProviderErrors.Unfit(unfit!)) : (metadata, null);
    }

    /// <summary>The key set at an address, as JSON; null when it is not to be had.</summary>
    /// <param name="fresh">Asks the provider whatever is kept: it may have a new key.</param>
    internal async Task<string?> KeysAsync(Uri address, bool fresh, CancellationToken cancellationToken) => (await FetchAsync(address, fresh, cancellationToken)).Body?.GetRawText();

    private async Task<(JsonElement? Body, string? Why)> FetchAsync(Uri address, bool fresh, CancellationToken cancellationToken)
    {
        var (key, now) = (address.AbsoluteUri, time.GetUtcNow());
        if (!fresh && _kept.TryGetValue(key, out var kept) && kept.Until > now) return (kept.Body, null);
        var reply = await http.GetAsync(address, null, cancellationToken);
        if (reply.Body is not { } body) return (null, reply.Why);
        if (_kept.Count >= Most) _kept.Clear();
        _kept[key] = (body, now + Life);
        return (body, null);
    }
}
