using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.Options;
using TrackTok.ServiceDefaults;

namespace TrackTok.Identity.Providers;

/// <summary>How identity providers are called, from <c>Identity:ExternalSignIn</c>.</summary>
internal sealed class ExternalSignInOptions
{
    /// <summary>Whether a provider may speak plain HTTP and lie on an address that is not public: where one develops and tests, never in production, where it would let companies look around in our network.</summary>
    public bool AllowPrivateAddresses { get; set; }
}

/// <summary>What a provider answered; <see cref="Why"/> says in a sentence why there is nothing to be had from it.</summary>
internal sealed record ProviderReply(JsonElement? Body, string? Why, bool IsRefusal = false);

/// <summary>
/// Calls identity providers, whose addresses a company chose: by HTTPS, at public addresses only, connected to as they were resolved, without following where they lead, for a few seconds and
/// a few hundred kilobytes. Answers are JSON objects or nothing.
/// </summary>
internal sealed class ProviderHttp : IDisposable
{
    private const int LargestAnswer = 256 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly bool _anywhere;
    private readonly HttpClient _http;

    public ProviderHttp(IOptions<ExternalSignInOptions> options)
    {
        _anywhere = options.Value.AllowPrivateAddresses;
        var sockets = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
            MaxResponseHeadersLength = 16,
            PooledConnectionLifetime = TimeSpan.Zero,
            ConnectCallback = ConnectAsync,
        };
        _http = new HttpClient(sockets) { Timeout = Patience, MaxResponseContentBufferSize = LargestAnswer };
    }

    /// <summary>True for an address that we call: whole, HTTPS, and without anything hidden in it.</summary>
    internal bool Allows(Uri address) =>
        address is { IsAbsoluteUri: true, UserInfo.Length: 0, Fragment.Length: 0 } && address.Host.Length > 0 && (address.Scheme == Uri.UriSchemeHttps || (_anywhere && address.Scheme == Uri.UriSchemeHttp));

    internal Task<ProviderReply> GetAsync(Uri address, AuthenticationHeaderValue? credentials, CancellationToken cancellationToken) => SendAsync(HttpMethod.Get, address, credentials, null, cancellationToken);

    internal Task<ProviderReply> PostAsync(Uri address, AuthenticationHeaderValue? credentials, IReadOnlyDictionary<string, string> form, CancellationToken cancellationToken) => SendAsync(HttpMethod.Post, address, credentials, form, cancellationToken);

    public void Dispose() => _http.Dispose();

    private async Task<ProviderReply> SendAsync(HttpMethod method, Uri address, AuthenticationHeaderValue? credentials, IReadOnlyDictionary<string, string>? form, CancellationToken cancellationToken)
    {
        if (!Allows(address)) return new ProviderReply(null, "An address of the provider is not https.");
        using var request = new HttpRequestMessage(method, address);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Headers.Authorization = credentials;
        if (form is not null) request.Content = new FormUrlEncodedContent(form);
        try
        {
            using var answer = await _http.SendAsync(request, cancellationToken);
            if ((int)answer.StatusCode is >= 300 and < 400) return new ProviderReply(null, "The provider leads elsewhere; give the address that it leads to.");
            if (answer.StatusCode != HttpStatusCode.OK) return new ProviderReply(null, $"The provider answers with {(int)answer.StatusCode}.", IsRefusal: (int)answer.StatusCode < 500);
            using var document = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(cancellationToken));
            return document.RootElement.ValueKind == JsonValueKind.Object ? new ProviderReply(document.RootElement.Clone(), null) : new ProviderReply(null, "The provider's answer is no JSON object.");
        }
        catch (JsonException)
        {
            return new ProviderReply(null, "The provider's answer is no JSON object.");
        }
        catch (HttpRequestException e)
        {
            return new ProviderReply(null, e.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded ? "The provider's answer is too large." : "The provider cannot be reached at a public address.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new ProviderReply(null, "The provider takes too long.");
        }
    }

    /// <summary>Connects to an address that was just resolved and looked at: a name that changes its mind in between leads nowhere else.</summary>
    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken);
        if (!_anywhere) addresses = [.. addresses.Where(PublicAddresses.Contains)];
        if (addresses.Length == 0) throw new HttpRequestException("The provider has no public address.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
