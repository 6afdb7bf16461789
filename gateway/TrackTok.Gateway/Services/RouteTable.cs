namespace TrackTok.Gateway.Services;

/// <summary>Whom a route lets past the edge. What a role may do there is for the service to say.</summary>
internal enum Access
{
    /// <summary>Everyone; a token, good or bad, does not matter here.</summary>
    Open,

    /// <summary>Who brings a valid token of a tenant.</summary>
    SignedIn,

    /// <summary>Who brings a valid token of a tenant, or of the platform's operators.</summary>
    SignedInOrOperator,

    /// <summary>The platform's operators: no tenant is named.</summary>
    Operator,

    /// <summary>Everyone, a browser above all: a refusal is for the web application to put into words (<see cref="Edge.EdgeGuard"/> tells it by a header).</summary>
    Page,
}

/// <summary>What a route's requests are counted as (SPEC 1.7).</summary>
internal enum Counted
{
    /// <summary>Not at all.</summary>
    Free,

    /// <summary>A read or a write, of the tenant and of the person.</summary>
    AsUse,

    /// <summary>By address, as a guess at somebody's credentials.</summary>
    AsLogIn,

    /// <summary>The same, and by the account that the body names.</summary>
    AsLogInOfAccount,

    /// <summary>By address, as the renewal of a session.</summary>
    AsRefresh,

    /// <summary>What an app asks a token with: a password counts as a log-in of its account, anything else as the renewal of a session, for codes and secrets are too long to be guessed.</summary>
    AsGrant,

    /// <summary>By address, as a look at something small while a form is filled in.</summary>
    AsLookUp,

    /// <summary>By address.</summary>
    AsVisit,
}

/// <summary>One line of the route table.</summary>
internal sealed record EdgeRoute(string Path, string Service, Access Access = Access.SignedIn, Counted Counted = Counted.AsUse)
{
    /// <summary>Whether pages of apps speak to it from a browser, which then asks first, without a token, whether they may.</summary>
    internal bool IsForApps => Path.StartsWith("/connect/", StringComparison.Ordinal);

    /// <summary>Whether a request changes something of the company, beyond a person's own session and the company's end itself.</summary>
    internal bool Changes(string method) =>
        Service != RouteTable.Identity && !Path.StartsWith("/api/v1/tenant/", StringComparison.Ordinal) && !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method) && !HttpMethods.IsOptions(method);
}

/// <summary>What the edge lets through, and to whom; any other address is 404. A new noun of the API needs its line here.</summary>
internal static class RouteTable
{
    internal const string Identity = "identity";
    internal const string Tenants = "tenants";
    internal const string Expenses = "expenses";
    internal const string Budgets = "budgets";
    internal const string Reporting = "reporting";
    internal const string Web = "web";

    /// <summary>The owners of the API: each has its part of the document and of the permission table.</summary>
    internal static readonly string[] Services = [Identity, Tenants, Expenses, Budgets, Reporting];

    /// <summary>Whatever is no address of the API, of health or of the documents (<see cref="PageAddress"/>).</summary>
    internal const string Pages = "/{**page:page}";

    internal static readonly EdgeRoute[] All =
    [
        new("/api/v1/auth/register", Identity, Access.Open, Counted.AsLogIn),
        new("/api/v1/auth/login", Identity, Access.Open, Counted.AsLogInOfAccount),
        new("/api/v1/auth/refresh", Identity, Access.Open, Counted.AsRefresh),
        new("/api/v1/auth/password-reset/request", Identity, Access.Open, Counted.AsLogInOfAccount),
        new("/api/v1/auth/password-reset/confirm", Identity, Access.Open, Counted.AsLogIn),
        new("/api/v1/auth/invitations/accept", Identity, Access.Open, Counted.AsLogIn),
        new("/api/v1/auth/invitations/look-up", Identity, Access.Open, Counted.AsLookUp),
        new("/api/v1/auth/verify-email", Identity, Access.Open, Counted.AsLogIn),
        new("/api/v1/auth/change-email", Identity, Access.SignedIn, Counted.AsLogIn),
        new("/api/v1/auth/subdomain-availability", Identity, Access.Open, Counted.AsLookUp),
        new("/api/v1/auth/change-password", Identity, Access.SignedInOrOperator, Counted.AsLogIn),
        new("/api/v1/auth/authorizations/look-up", Identity, Access.Open, Counted.AsVisit),
        new("/api/v1/auth/authorizations/abandon", Identity, Access.Open, Counted.AsVisit),
        new("/api/v1/auth/sign-outs/look-up", Identity, Access.Open, Counted.AsVisit),
        new("/api/v1/auth/external", Identity, Access.Open, Counted.AsLookUp),
        new("/api/v1/auth/external/start", Identity, Access.Open, Counted.AsLookUp),
        new("/api/v1/auth/external/callback", Identity, Access.Open, Counted.AsLookUp),
        new("/api/v1/auth/external/finish", Identity, Access.Open, Counted.AsLogIn),
        new("/api/v1/auth/{**rest}", Identity, Access.SignedInOrOperator),
        new("/api/v1/auth/step-up", Identity, Access.SignedIn, Counted.AsLogIn),
        new("/api/v1/auth/passkeys/sign-in/options", Identity, Access.Open, Counted.AsLookUp),
        new("/api/v1/auth/passkeys/sign-in", Identity, Access.Open, Counted.AsLogIn),
        new("/api/v1/api-keys/{**rest}", Identity),
        new("/api/v1/apps/{**rest}", Identity),
        new("/api/v1/identity-providers/{**rest}", Identity),
        new("/connect/token", Identity, Access.Open, Counted.AsGrant),
        new("/connect/userinfo", Identity),
        new("/connect/{**rest}", Identity, Access.Open, Counted.AsVisit),
        new("/.well-known/{**rest}", Identity, Access.Open, Counted.AsVisit),

        new("/api/v1/plans", Tenants, Access.Open, Counted.AsVisit),
        new("/api/v1/tenant/{**rest}", Tenants),
        new("/api/v1/usage", Tenants),
        new("/api/v1/members/{**rest}", Tenants),
        new("/api/v1/invitations/{**rest}", Tenants),
        new("/api/v1/platform/{**rest}", Tenants, Access.Operator),

        new("/api/v1/projects/{**rest}", Expenses),
        new("/api/v1/accounts/{**rest}", Expenses),
        new("/api/v1/transfers/{**rest}", Expenses),
        new("/api/v1/categories/{**rest}", Expenses),
        new("/api/v1/expenses/{**rest}", Expenses),
        new("/api/v1/exports/{**rest}", Expenses),
        new("/api/v1/rates/{**rest}", Expenses),

        new("/api/v1/budgets/{**rest}", Budgets),
        new("/api/v1/alerts/{**rest}", Budgets),

        new("/api/v1/reports/{**rest}", Reporting),
        new("/api/v1/dashboard/{**rest}", Reporting),
        new("/api/v1/audit/{**rest}", Reporting),

        new(Pages, Web, Access.Page, Counted.Free),
    ];

    internal static EdgeRoute Find(string path) => All.First(route => route.Path == path);
}
