using TrackTok.Gateway.Limits;
using TrackTok.Gateway.Resolving;
using TrackTok.Gateway.Services;
using TrackTok.Gateway.Sessions;
using TrackTok.ServiceDefaults;

namespace TrackTok.Gateway.Edge;

/// <summary>
/// Decides, before any service hears of a request, for which tenant it is, who asks, and whether they may now (ARCHITECTURE "Edge and identity"): tenant by host and header,
/// token, agreement of the two, revocation and limits in one question to Redis, and the whole body. Routes without a line in the route table, such as health, are not its business.
/// </summary>
internal sealed class EdgeGuard(
    RequestDelegate next, TenantDirectory directory, AccessTokens tokens, ApiKeys keys, Limiter limiter, LocalLimits local, RateLimits limits, EdgeSignature signature, IConfiguration configuration,
    TimeProvider time)
{
    private readonly string _baseDomain = configuration["Edge:BaseDomain"] ?? "localhost";

    public Task InvokeAsync(HttpContext http)
    {
        if (http.GetEndpoint() is not { } endpoint) return next(http);
        if (!InboundHeaders.HasWholePath(http)) return EdgeErrors.MalformedPath.WriteAsync(http);
        InboundHeaders.TakeBack(http, signature);
        return endpoint.Metadata.GetMetadata<EdgeRoute>() is not { } route ? next(http) : route.Access == Access.Page ? ForwardPageAsync(http) : GuardAsync(http, route);
    }

    /// <summary>A page is for a person to read, its refusals too: the web application hears why, and answers with the status and in words. It sets its own security headers.</summary>
    private async Task ForwardPageAsync(HttpContext http)
    {
        var (tenant, refusal) = await NamedAsync(http);
        if (refusal is null && tenant is { IsSuspended: true } && (tenant = await directory.RenewAsync(tenant)).IsSuspended) refusal = EdgeErrors.TenantSuspended;
        if (WholeBody.IsExpected(http.Request)) await WholeBody.ArriveAsync(http);
        InboundHeaders.Replace(http, signature, tenant?.Id, InboundHeaders.Address(http));
        if (refusal is not null) http.Request.Headers["X-TrackTok-Refusal"] = refusal.Code;
        RequestStamp.LeaveToPage(http);
        await next(http);
    }

    private async Task GuardAsync(HttpContext http, EdgeRoute route)
    {
        if (http.Request.ContentLength > http.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize)
        {
            http.Response.Headers.Connection = "close";
            await EdgeErrors.BodyTooLarge.WriteAsync(http);
            return;
        }

        // Whether a page may, Identity says: a browser asks for it without a token, and guesses at nobody's password.
        if (route.IsForApps && InboundHeaders.IsPreflight(http.Request)) route = route with { Access = Access.Open, Counted = Counted.AsVisit };
        var (tenant, refusal) = await NamedAsync(http);
        EdgeSession? session = null;
        if (refusal is null && route.Access != Access.Open)
        {
            (session, refusal) = await tokens.ReadAsync(http);
            if (session is not null) (tenant, refusal) = await AgreeAsync(tenant, session, route.Access);
        }
        if (refusal is null && tenant is { IsSuspended: true } && (tenant = await directory.RenewAsync(tenant)).IsSuspended) refusal = EdgeErrors.TenantSuspended;
        if (refusal is null && tenant is { IsClosing: true } && route.Changes(http.Request.Method) && (tenant = await directory.RenewAsync(tenant)).IsClosing) refusal = EdgeErrors.TenantClosing;
        if (refusal is not null)
        {
            await RefuseAsync(http, refusal);
            return;
        }

        var body = WholeBody.IsExpected(http.Request);
        string? account = null;
        if (body && route.Counted == Counted.AsLogInOfAccount)
        {
            await WholeBody.ArriveAsync(http);
            account = await WholeBody.AccountAsync(http);
            body = false;
        }
        else if (body && route.Counted == Counted.AsGrant)
        {
            await WholeBody.ArriveAsync(http);
            (var byPassword, account) = await WholeBody.GrantAsync(http);
            if (byPassword) route = route with { Counted = Counted.AsLogInOfAccount };
            body = false;
        }
        var (first, second) = Buckets(http, route, tenant, session, account);
        (refusal, var admission) = await limiter.AdmitAsync(session, first, second);
        if (session is { Caller.KeyId: not null } dead && ReferenceEquals(refusal, EdgeErrors.TokenRevoked))
        {
            (session, refusal) = await keys.ReadAnewAsync(http, dead);
            if (session is not null) (refusal, admission) = await limiter.AdmitAsync(session, first, second);
        }
        admission.Tell(http.Response.Headers);
        // A suspension ends tokens before its event is here: say the truer of the two.
        if (admission.IsRevoked && tenant is not null && session is not null && (await directory.RenewAsync(tenant, session.RevokedAt(time.GetTimestamp()))).IsSuspended) refusal = EdgeErrors.TenantSuspended;
        if (refusal is not null)
        {
            await RefuseAsync(http, refusal);
            return;
        }
        if (body) await WholeBody.ArriveAsync(http);
        InboundHeaders.Replace(http, signature, tenant?.Id, InboundHeaders.Address(http));
        // A reader who has this version already asks for free (SPEC 1.7).
        if (first is { } taken && session is not null && http.Request.Headers.IfNoneMatch.Count > 0) await ForwardFreeIfUnchangedAsync(http, admission, taken, second);
        else await next(http);
    }

    private async Task ForwardFreeIfUnchangedAsync(HttpContext http, Admission admission, Bucket first, Bucket? second)
    {
        http.Response.OnStarting(static state =>
        {
            var (http, admission) = ((HttpContext, Admission))state;
            if (http.Response.StatusCode == StatusCodes.Status304NotModified) admission.Tell(http.Response.Headers, given: 1);
            return Task.CompletedTask;
        }, (http, admission));
        await next(http);
        if (http.Response.StatusCode == StatusCodes.Status304NotModified) limiter.GiveBack(first, second);
    }

    /// <summary>The tenant that host and <c>X-Tenant-Id</c> name; null when neither names one.</summary>
    private ValueTask<(ResolvedTenant?, Refusal?)> NamedAsync(HttpContext http)
    {
        var kind = HostNames.Read(http.Request.Host.Value, _baseDomain, out var name);
        var header = http.Request.Headers[HeaderNames.TenantId];
        if (kind == NameKind.None && header.Count == 0) return new((null, null));
        if (kind is NameKind.Subdomain or NameKind.Domain && header.Count == 0 && directory.TryGet(kind, name, out var known)) return new((known, known is null ? EdgeErrors.TenantNotFound : null));
        return NamedAsync(http, kind, name.ToString(), header.ToString());
    }

    private async ValueTask<(ResolvedTenant?, Refusal?)> NamedAsync(HttpContext http, NameKind kind, string host, string header)
    {
        var (byHost, refusal) = await ResolveAsync(http, kind, host);
        if (refusal is not null) return (null, refusal);
        (var byHeader, refusal) = await ResolveAsync(http, HostNames.ReadHeader(header, out _), header);
        if (refusal is not null) return (null, refusal);
        return byHost is not null && byHeader is not null && byHost.Id != byHeader.Id ? (null, EdgeErrors.TenantMismatch) : (byHost ?? byHeader, null);
    }

    private async ValueTask<(ResolvedTenant?, Refusal?)> ResolveAsync(HttpContext http, NameKind kind, string name)
    {
        if (kind == NameKind.None) return (null, null);
        if (kind == NameKind.Impossible) return (null, EdgeErrors.TenantNotFound);
        ResolvedTenant? tenant;
        if (!(kind == NameKind.Id ? directory.TryGet(Guid.Parse(name), out tenant) : directory.TryGet(kind, name, out tenant)))
        {
            var asked = local.Take(new Bucket("unknown", "unknown:" + InboundHeaders.LimitedAddress(http), limits.Unknown));
            if (asked.IsRefused) return (null, EdgeErrors.TooManyRequests with { RetryAfterSeconds = asked.RetryAfter });
            tenant = await directory.AskAsync(kind, kind == NameKind.Id ? Guid.Parse(name).ToString() : name);
        }
        return (tenant, tenant is null ? EdgeErrors.TenantNotFound : null);
    }

    /// <summary>The tenant of the token, which any other that was named must equal. An operator's token is for none.</summary>
    private async ValueTask<(ResolvedTenant?, Refusal?)> AgreeAsync(ResolvedTenant? named, EdgeSession session, Access access)
    {
        if (session.Caller.IsOperator) return (null, named is not null ? EdgeErrors.TenantMismatch : access == Access.SignedIn ? EdgeErrors.TenantRequired : null);
        if (session.Caller.TenantId is not { } id) return (null, named is null ? EdgeErrors.TenantRequired : EdgeErrors.TenantMismatch);
        if (named is not null) return named.Id == id ? (named, null) : (null, EdgeErrors.TenantMismatch);
        if (!directory.TryGet(id, out var tenant)) tenant = await directory.AskAsync(NameKind.Id, id.ToString());
        return (tenant, tenant is null ? EdgeErrors.TenantNotFound : null);
    }

    private (Bucket? First, Bucket? Second) Buckets(HttpContext http, EdgeRoute route, ResolvedTenant? tenant, EdgeSession? session, string? account)
    {
        switch (route.Counted)
        {
            case Counted.AsUse when session is not null:
                var plan = limits.Of(tenant?.Plan);
                var reads = HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method);
                return (new Bucket("tenant", session.TenantBucket, plan.Tenant), reads ? new Bucket("read", session.ReadBucket, plan.Read) : new Bucket("write", session.WriteBucket, plan.Write));
            case Counted.AsLogIn or Counted.AsLogInOfAccount:
                // A person who is signed in and changes their password is the account; else the body names it.
                account ??= session?.Caller.Subject;
                return (ByAddress(http, "auth", limits.Auth), account is null ? null : new Bucket("account", "edge:limit:account:" + account, limits.Account));
            case Counted.AsRefresh or Counted.AsGrant:
                return (ByAddress(http, "refresh", limits.Refresh), null);
            case Counted.AsLookUp:
                return (ByAddress(http, "lookup", limits.LookUp), null);
            case Counted.AsVisit:
                return (ByAddress(http, "public", limits.Public), null);
            default:
                return (null, null);
        }
    }

    private static Bucket ByAddress(HttpContext http, string policy, Limit limit) => new(policy, $"edge:limit:{policy}:{InboundHeaders.LimitedAddress(http)}", limit);

    private static Task RefuseAsync(HttpContext http, Refusal refusal)
    {
        if (refusal.Kind == RefusalKind.Unauthenticated) http.Response.Headers.WWWAuthenticate = ReferenceEquals(refusal, EdgeErrors.Unauthenticated) ? "Bearer" : "Bearer error=\"invalid_token\"";
        return refusal.WriteAsync(http);
    }
}
