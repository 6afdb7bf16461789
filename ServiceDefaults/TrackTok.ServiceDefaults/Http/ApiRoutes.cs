using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using TrackTok.Tenancy;

namespace TrackTok.ServiceDefaults;

/// <summary>Says which permission a route asks for; the role × route sweep and the API's documents read it.</summary>
public sealed record PermissionMetadata(Permission Permission);

/// <summary>Says that a route is open to all, and why.</summary>
public sealed record PublicMetadata(string Why);

/// <summary>Says that a route asks only for a signed-in person of the tenant, whatever the role, and why.</summary>
/// <param name="OperatorsToo">True where the platform's operators may pass as well.</param>
/// <param name="AppsToo">True where an app may read as well, because it tells nothing of the person.</param>
public sealed record SignedInMetadata(string Why, bool OperatorsToo = false, bool AppsToo = false);

/// <summary>Says that a route is for the platform's operators (SPEC 2.7), and for nobody of any tenant.</summary>
public sealed record OperatorMetadata;

/// <summary>The problem codes that a route can answer with, for the API's documents.</summary>
public sealed record RefusalsMetadata(IReadOnlyList<Refusal> Refusals);

/// <summary>A body that the route takes, as JSON, for the API's documents.</summary>
public sealed record ExampleMetadata(string Json);

/// <summary>How every route of the public API behaves: unknown query parameters and members are refused, requests check themselves, answers carry ETags.</summary>
public static class ApiRoutes
{
    /// <summary>The group that all of a service's public routes stand in.</summary>
    public static RouteGroupBuilder MapApi(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1");
        group.WithKnownQuery();
        ((IEndpointConventionBuilder)group).Add(NoBody.Guard);
        group.AddEndpointFilterFactory(CheckedRequests);
        group.AddEndpointFilter(Versioned.AnswerAsync);
        group.AddEndpointFilter(RetryAfterAsync);
        return group;
    }

    /// <summary>The route refuses what it does not read from the query; routes of <see cref="MapApi"/> do so already.</summary>
    public static TBuilder WithKnownQuery<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.Add(KnownQuery.Guard);
        return builder;
    }

    /// <summary>A refusal that says when to try again says so in the header as well.</summary>
    private static async ValueTask<object?> RetryAfterAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var result = await next(context);
        if ((result is INestedHttpResult nested ? nested.Result : result) is ProblemHttpResult problem && problem.ProblemDetails.Extensions.TryGetValue("retry_after", out var seconds))
            context.HttpContext.Response.Headers.RetryAfter = Convert.ToString(seconds, System.Globalization.CultureInfo.InvariantCulture);
        return result;
    }

    /// <summary>The route asks for this permission in the tenant of the token.</summary>
    public static TBuilder Requires<TBuilder>(this TBuilder builder, Permission permission)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new PermissionMetadata(permission));

    /// <summary>The route is open to all.</summary>
    public static TBuilder OpenToAll<TBuilder>(this TBuilder builder, string why)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new PublicMetadata(why));

    /// <summary>The route asks for a signed-in person only.</summary>
    /// <param name="appsToo">Lets apps read as well, whatever their scopes: what it tells is of the company and not of the person.</param>
    public static TBuilder ForEverySignedIn<TBuilder>(this TBuilder builder, string why, bool appsToo = false)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new SignedInMetadata(why, AppsToo: appsToo));

    /// <summary>The route asks for a signed-in person, of a tenant or of the platform.</summary>
    public static TBuilder ForEverySignedInAndOperators<TBuilder>(this TBuilder builder, string why)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new SignedInMetadata(why, OperatorsToo: true));

    /// <summary>The route is for the platform's operators; it names the tenant that it works on itself.</summary>
    public static TBuilder ForOperators<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new OperatorMetadata());

    /// <summary>The route is open also to those who owe their company a second factor: it takes part in setting one up.</summary>
    public static TBuilder WithoutSecondFactor<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new WithoutSecondFactorMetadata());

    /// <summary>The routes' answers may hold tokens or secrets: nobody between us and the client, nor its browser, is to keep them.</summary>
    public static TBuilder NeverStored<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.AddEndpointFilter((invocation, next) =>
        {
            invocation.HttpContext.Response.Headers.CacheControl = "no-store";
            return next(invocation);
        });

    /// <summary>The route touches what is a person's in every company: the word of one company's identity provider is not enough for it.</summary>
    public static TBuilder NeedsOwnProof<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new OwnProofMetadata());

    /// <summary>Shows a body that the route takes.</summary>
    /// <param name="json">As a client would send it.</param>
    public static TBuilder WithExample<TBuilder>(this TBuilder builder, [System.Diagnostics.CodeAnalysis.StringSyntax("json")] string json)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new ExampleMetadata(json));

    /// <summary>Names the refusals that the route can answer with beside those that all routes share.</summary>
    public static TBuilder Refuses<TBuilder>(this TBuilder builder, params Refusal[] refusals)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new RefusalsMetadata(refusals));

    private static EndpointFilterDelegate CheckedRequests(EndpointFilterFactoryContext context, EndpointFilterDelegate next)
    {
        var positions = context.MethodInfo.GetParameters().Where(parameter => parameter.ParameterType.IsAssignableTo(typeof(ICheckedRequest))).Select(parameter => parameter.Position).ToArray();
        if (positions.Length == 0) return next;
        return invocation =>
        {
            var errors = new RequestErrors();
            foreach (var position in positions) ((ICheckedRequest?)invocation.Arguments[position])?.Check(errors);
            return errors.ToRefusal() is { } refusal ? ValueTask.FromResult<object?>(refusal.ToProblem()) : next(invocation);
        };
    }
}

/// <summary>
/// Decides, before a route runs, whether the caller may pass: a public route lets everyone in, every other one asks for a person of a tenant and, where named,
/// a permission. A route that says none of it lets nobody in.
/// </summary>
public static class RouteGuard
{
    private static readonly Refusal Unauthenticated = new(RefusalKind.Unauthenticated, "unauthenticated", "Give a valid access token as 'Authorization: Bearer …'.");
    private static readonly Refusal OperatorNeeded = new(RefusalKind.Forbidden, "permission_missing", "This is for the platform's operators.");
    private static readonly Refusal TenantNeeded = new(RefusalKind.Forbidden, "permission_missing", "The platform's operators belong to no company.");
    private static readonly Refusal Revoked = new(RefusalKind.Unauthenticated, "token_revoked", "This session has ended; sign in again.");

    public static async Task GuardAsync(HttpContext http, RequestDelegate next)
    {
        var endpoint = http.GetEndpoint();
        var services = http.RequestServices;
        var caller = Caller.From(http.User);
        var context = services.GetRequiredService<CallerContext>();
        context.Caller = caller;
        context.RequestId = http.Request.Headers[HeaderNames.RequestId].FirstOrDefault() ?? http.TraceIdentifier;
        context.UserAgent = http.Request.Headers.UserAgent.FirstOrDefault();
        var edge = services.GetRequiredService<EdgeSignature>().Read(http.Request.Headers[HeaderNames.Edge]);
        context.Host = edge?.Host;
        context.Address = edge?.Address ?? http.Connection.RemoteIpAddress?.ToString();

        if (endpoint?.Metadata.GetMetadata<PublicMetadata>() is not null)
        {
            // Only the gateway's signed header names a tenant here; a token, if there is one, does not matter.
            if (edge?.TenantId is { } named) services.GetRequiredService<TenantContext>().Set(named);
            await next(http);
            return;
        }
        // What is no route of ours is routing's own answer: 405 or 415.
        if (endpoint is not RouteEndpoint || endpoint.Metadata.GetMetadata<SkipsGuard>() is not null)
        {
            await next(http);
            return;
        }
        var refusal = Refuse(endpoint, caller, services.GetRequiredService<RevocationList>(), http) ?? TokenRules.Refuse(endpoint, caller, http.Request.Method, services.GetRequiredService<TimeProvider>().GetUtcNow());
        if (refusal is not null)
        {
            if (refusal.Kind == RefusalKind.Unauthenticated) http.Response.Headers.WWWAuthenticate = "Bearer";
            await refusal.WriteAsync(http);
            return;
        }
        if (!caller.IsService && endpoint.Metadata.GetMetadata<OperatorMetadata>() is null) services.GetRequiredService<TenantContext>().Set(caller.TenantId!.Value);
        await next(http);
    }

    private static Refusal? Refuse(Endpoint endpoint, Caller caller, RevocationList revocations, HttpContext http)
    {
        if (ReferenceEquals(caller, Caller.Anonymous)) return Unauthenticated;
        if (endpoint.Metadata.GetMetadata<InternalMetadata>() is not null)
            return caller.IsService ? null : new Refusal(RefusalKind.Forbidden, "forbidden", "This is for TrackTok's own services.");
        if (caller.UserId is null || caller.TenantId is null || caller.IsService || (caller.Role is null && !caller.IsOperator)) return Unauthenticated;
        if (revocations.Covers(caller, TokenValidation.IssuedAt(http.User))) return Revoked;
        if (endpoint.Metadata.GetMetadata<OperatorMetadata>() is not null) return caller.IsOperator ? null : OperatorNeeded;
        if (endpoint.Metadata.GetMetadata<SignedInMetadata>() is { } signedIn) return caller.IsOperator && !signedIn.OperatorsToo ? TenantNeeded : null;
        if (caller.IsOperator) return TenantNeeded;
        if (endpoint.Metadata.GetMetadata<PermissionMetadata>() is not { } needed)
            return new Refusal(RefusalKind.Forbidden, "forbidden", "This route names no permission, so nobody may use it.");
        return caller.Reaches(needed.Permission) != Reach.None
            ? null
            : new Refusal(RefusalKind.Forbidden, "permission_missing", $"Your role, {caller.Role!.Value.Text()}, does not include '{needed.Permission.Summary}'.").With("permission", needed.Permission.Name);
    }
}

/// <summary>Marks what only other services may call: gRPC.</summary>
public sealed record InternalMetadata;

/// <summary>Marks what has rules of its own: health, documents, the OpenID Connect endpoints.</summary>
public sealed record SkipsGuard;

public static class HeaderNames
{
    public const string RequestId = "X-Request-Id";
    public const string TenantId = "X-Tenant-Id";

    /// <summary>What the gateway tells services of a request, signed; clients' own copies are stripped at the edge.</summary>
    public const string Edge = "X-TrackTok-Edge";
    public const string Consistency = "TrackTok-Consistency";
    public const string IdempotencyKey = "Idempotency-Key";
    public const string IdempotencyReplayed = "Idempotency-Replayed";
    public const string PlanWarning = "TrackTok-Plan-Warning";
}
