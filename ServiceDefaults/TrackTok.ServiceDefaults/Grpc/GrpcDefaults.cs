using Grpc.AspNetCore.Server;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace TrackTok.ServiceDefaults;

/// <summary>Calls between services: found by name, with this service's own token, a deadline, and retries while the other side is not reachable.</summary>
public static class GrpcDefaults
{
    /// <summary>How long a question to another service may take unless the caller says otherwise.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    /// <summary>Registers a client of another service, such as <c>AddServiceClient&lt;Tenants.TenantsClient&gt;("tenants")</c>.</summary>
    /// <param name="name">Tells clients of one kind but several services apart; <c>GrpcClientFactory</c> makes them by it.</param>
    public static void AddServiceClient<TClient>(this IServiceCollection services, string service, string? name = null)
        where TClient : class
    {
        services.AddTransient<OutgoingCalls>();
        var client = name is null
            ? services.AddGrpcClient<TClient>(options => options.Address = new Uri($"http://_grpc.{service}"))
            : services.AddGrpcClient<TClient>(name, options => options.Address = new Uri($"http://_grpc.{service}"));
        client.AddInterceptor<OutgoingCalls>()
            .ConfigureChannel(channel =>
            {
                channel.UnsafeUseInsecureChannelCallCredentials = true;
                channel.ServiceConfig = new ServiceConfig { MethodConfigs = { Retries } };
            })
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                EnableMultipleHttp2Connections = true,
                KeepAlivePingDelay = TimeSpan.FromSeconds(30),
                KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
                PooledConnectionIdleTimeout = TimeSpan.FromMinutes(5),
            })
            .AddServiceDiscovery();
    }

    /// <summary>Maps what this service answers to other services; only their tokens pass.</summary>
    public static void MapInternal<TService>(this IEndpointRouteBuilder routes)
        where TService : class => routes.MapGrpcService<TService>().WithMetadata(new InternalMetadata());

    private static readonly MethodConfig Retries = new()
    {
        Names = { MethodName.Default },
        RetryPolicy = new RetryPolicy
        {
            MaxAttempts = 4,
            InitialBackoff = TimeSpan.FromMilliseconds(50),
            MaxBackoff = TimeSpan.FromSeconds(1),
            BackoffMultiplier = 3,
            RetryableStatusCodes = { StatusCode.Unavailable },
        },
    };

    /// <summary>Adds the token and, where none is set, the deadline.</summary>
    internal sealed class OutgoingCalls(ServiceToken token, TimeProvider time) : Interceptor
    {
        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation) =>
            continuation(request, Prepare(context, Deadline));

        public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
            TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncServerStreamingCallContinuation<TRequest, TResponse> continuation) =>
            continuation(request, Prepare(context, TimeSpan.FromMinutes(30)));

        private ClientInterceptorContext<TRequest, TResponse> Prepare<TRequest, TResponse>(ClientInterceptorContext<TRequest, TResponse> context, TimeSpan deadline)
            where TRequest : class
            where TResponse : class
        {
            var options = context.Options;
            if (options.Deadline is null) options = options.WithDeadline(time.GetUtcNow().UtcDateTime + deadline);
            var credentials = CallCredentials.FromInterceptor(async (_, metadata) => metadata.Add("Authorization", "Bearer " + await token.GetAsync(options.CancellationToken)));
            return new(context.Method, context.Host, options.WithCredentials(credentials));
        }
    }
}

/// <summary>A refusal as gRPC tells it: the kind as status, the code as a trailer.</summary>
public static class RpcRefusals
{
    public static RpcException ToRpc(this Refusal refusal) => new(
        new Status(
            refusal.Kind switch
            {
                RefusalKind.NotFound => StatusCode.NotFound,
                RefusalKind.Invalid or RefusalKind.Unreadable => StatusCode.InvalidArgument,
                RefusalKind.Forbidden => StatusCode.PermissionDenied,
                RefusalKind.Unauthenticated => StatusCode.Unauthenticated,
                RefusalKind.Conflict => StatusCode.AlreadyExists,
                RefusalKind.TooMany => StatusCode.ResourceExhausted,
                RefusalKind.Unavailable => StatusCode.Unavailable,
                _ => StatusCode.FailedPrecondition,
            },
            refusal.Detail),
        new Metadata { { "code", refusal.Code } });

    /// <summary>The stable code that the other side refused with, if it gave one.</summary>
    public static string? Code(this RpcException exception) => exception.Trailers.GetValue("code");
}

/// <summary>An unreachable service is 503 to the client, who may try again.</summary>
internal sealed class RpcExceptionRefusal : IExceptionRefusal
{
    public Refusal? Translate(Exception exception) => exception is RpcException { StatusCode: StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.Cancelled }
        ? new Refusal(RefusalKind.Unavailable, "unavailable", "A part that is needed does not answer; try again.") { RetryAfterSeconds = 2 }
        : null;
}
