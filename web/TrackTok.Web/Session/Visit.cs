using TrackTok.Web.Api;
using TrackTok.Web.Design;

namespace TrackTok.Web.Session;

/// <summary>Everything a page may want to know of the request that it is rendered for: who looks, for which company, in which language and theme.</summary>
public sealed class Visit
{
    internal Visit(HttpContext http) => (Http, Address) = (http, http.Request.Path + http.Request.QueryString);

    public HttpContext Http { get; }

    /// <summary>Path and query that were asked for, also while an error page stands in their place.</summary>
    public string Address { get; }

    /// <summary>The tokens, while somebody is signed in.</summary>
    internal WebSession? Session { get; set; }

    /// <summary>Who is signed in; null on an open page that a stranger looks at.</summary>
    public Me? Me { get; internal set; }

    /// <summary>Who is signed in, on pages that only people who are can see.</summary>
    public Me Person => Me ?? throw new InvalidOperationException("Nobody is signed in here; the page must not be open to all.");

    public Company Company => Person.Tenant ?? throw new InvalidOperationException("An operator belongs to no company; the page must be for operators or for members.");

    public bool IsSignedIn => Me is not null;

    /// <summary>The company asks for a second factor, and the time to set one up is over: nothing else is possible until then.</summary>
    public bool OwesSecondFactor => Me?.SecondFactor is { State: "overdue" };

    /// <summary>How numbers, money, dates and instants are written for this visitor.</summary>
    public Formats Formats { get; internal set; } = Formats.Plain;

    /// <summary><c>light</c> or <c>dark</c> by choice, null to follow the system.</summary>
    public string? Theme { get; internal set; }

    /// <summary>The language chosen in the profile; null to follow the company and the browser.</summary>
    public string? ChosenLanguage { get; internal set; }

    /// <summary>Allows this answer's own inline scripts; nothing else may run inline.</summary>
    public string Nonce { get; internal set; } = "";

    /// <summary>Why the gateway would not let this request pass; pages turn it into words.</summary>
    public string? EdgeRefusal { get; internal set; }

    /// <summary>What went wrong, when this answer is an error page.</summary>
    public Problem? Problem { get; internal set; }

    internal string BaseDomain { get; set; } = "localhost";

    /// <summary>The company's subdomain in the address; null at the bare host.</summary>
    public string? Subdomain => Http.Request.Host.Host is var host && host.EndsWith("." + BaseDomain, StringComparison.OrdinalIgnoreCase) ? host[..^(BaseDomain.Length + 1)] : null;

    /// <summary>An address at the host that belongs to no company, where one signs up and signs in to any.</summary>
    public string AtBareHost(string path) => At(BaseDomain, path);

    /// <summary>An address at a company's own host.</summary>
    public string AtCompany(string subdomain, string path) => At(subdomain + "." + BaseDomain, path);

    /// <summary>An address at a company's own domain: by the same port as this one, where it has one.</summary>
    public string AtDomain(string domain, string path) => At(domain, path);

    private string At(string host, string path) => $"{Http.Request.Scheme}://{(Http.Request.Host.Port is { } port ? new HostString(host, port) : new HostString(host))}{path}";

    /// <summary>Whether the role of who looks includes a permission of the published table, such as <c>budgets.write</c>.</summary>
    public bool May(string permission) => Me?.Permissions.Contains(permission) == true;

    public bool IsRole(params string[] roles) => Me is { } me && roles.Contains(me.Role);

    internal static Visit Of(HttpContext http)
    {
        if (http.Items[typeof(Visit)] is Visit visit) return visit;
        http.Items[typeof(Visit)] = visit = new Visit(http);
        return visit;
    }
}
