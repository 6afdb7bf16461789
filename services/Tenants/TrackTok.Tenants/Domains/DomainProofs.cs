using System.Net;
using System.Net.Sockets;
using DnsClient;
using DnsClient.Protocol;
using Microsoft.Extensions.Options;
using TrackTok.ServiceDefaults;

namespace TrackTok.Tenants.Domains;

/// <summary>How domains are proved, from <c>Domains</c>.</summary>
internal sealed class DomainOptions
{
    /// <summary>The installation's own domain, which belongs to no tenant.</summary>
    public string BaseDomain { get; set; } = "localhost";

    /// <summary>The name server to ask, as <c>address:port</c>; those of the machine where it is empty.</summary>
    public string Resolver { get; set; } = "";

    /// <summary>Where the file is asked for.</summary>
    public int FilePort { get; set; } = 80;

    /// <summary>Whether the file may lie on an address that is not public: never in production, where it would let tenants look around in our network.</summary>
    public bool AllowPrivateAddresses { get; set; }
}

/// <summary>
/// Looks for a domain's proof: a TXT record of <c>_tracktok.&lt;domain&gt;</c>, or a file at <c>/.well-known/tracktok-verification.txt</c>. The file is fetched from public addresses only,
/// connected to as they were resolved, without following where they lead, and no more than a few bytes of it.
/// </summary>
internal sealed class DomainProofs : IDisposable
{
    private const string FilePath = "/.well-known/tracktok-verification.txt";
    private const int LargestFile = 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly DomainOptions _options;
    private readonly LookupClient _dns;
    private readonly HttpClient _http;

    public DomainProofs(IOptions<DomainOptions> options)
    {
        _options = options.Value;
        var lookup = _options.Resolver.Length == 0 ? new LookupClientOptions() : new LookupClientOptions(IPEndPoint.Parse(_options.Resolver));
        (lookup.UseCache, lookup.Timeout, lookup.Retries, lookup.ThrowDnsErrors) = (false, TimeSpan.FromSeconds(2), 1, false);
        _dns = new LookupClient(lookup);
        var sockets = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false, MaxResponseHeadersLength = 16, PooledConnectionLifetime = TimeSpan.Zero, ConnectCallback = ConnectAsync };
        _http = new HttpClient(sockets) { Timeout = Patience, MaxResponseContentBufferSize = LargestFile };
    }

    internal static string RecordOf(string domain) => "_tracktok." + domain;

    internal static Uri FileOf(string domain) => new("http://" + domain + FilePath);

    /// <summary><c>dns</c> or <c>file</c>, whichever proves it; null when neither does.</summary>
    internal async Task<string?> FindAsync(CustomDomain domain, CancellationToken cancellationToken) =>
        await IsInDnsAsync(domain, cancellationToken) ? "dns" : await IsInFileAsync(domain, cancellationToken) ? "file" : null;

    public void Dispose() => _http.Dispose();

    private async Task<bool> IsInDnsAsync(CustomDomain domain, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await _dns.QueryAsync(RecordOf(domain.Name), QueryType.TXT, cancellationToken: cancellationToken);
            return answer.Answers.TxtRecords().Any(record => string.Concat(record.Text) == domain.Proof);
        }
        catch (DnsResponseException)
        {
            return false;
        }
    }

    private async Task<bool> IsInFileAsync(CustomDomain domain, CancellationToken cancellationToken)
    {
        try
        {
            var address = new UriBuilder(FileOf(domain.Name)) { Port = _options.FilePort }.Uri;
            using var answer = await _http.GetAsync(address, cancellationToken);
            return answer.StatusCode == HttpStatusCode.OK && (await answer.Content.ReadAsStringAsync(cancellationToken)).Trim() == domain.Proof;
        }
        catch (Exception e) when (e is HttpRequestException or DnsResponseException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Connects to an address that was just resolved and looked at: a name that changes its mind in between leads nowhere else.</summary>
    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var host = context.DnsEndPoint.Host;
        var (four, six) = (await _dns.QueryAsync(host, QueryType.A, cancellationToken: cancellationToken), await _dns.QueryAsync(host, QueryType.AAAA, cancellationToken: cancellationToken));
        var addresses = four.Answers.ARecords().Cast<AddressRecord>().Concat(six.Answers.AaaaRecords()).Select(record => record.Address)
            .Where(address => _options.AllowPrivateAddresses || PublicAddresses.Contains(address)).ToArray();
        if (addresses.Length == 0) throw new HttpRequestException("The domain leads to no public address.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new HttpRequestException("The domain's host does not answer.", e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
