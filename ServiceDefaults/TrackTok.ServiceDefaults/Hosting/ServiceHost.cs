using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using TrackTok.Tenancy;

namespace TrackTok.ServiceDefaults;

/// <summary>What the processes of TrackTok start with.</summary>
public static partial class ServiceHost
{
    /// <summary>What any process has, whether it speaks the API or not: telemetry, health, discovery, and a server that does not tell what it is.</summary>
    public static WebApplicationBuilder AddProcessDefaults(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        builder.AddTelemetry();
        if (!string.IsNullOrEmpty(builder.Configuration["Sentry:Dsn"])) builder.WebHost.UseSentry();
        services.AddHealthChecks();
        // What a probe found stands in its answer, second by second; the log would hold nothing else.
        builder.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        services.AddServiceDiscovery();
        services.ConfigureHttpClientDefaults(http => http.AddServiceDiscovery());
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 1 << 20;
        });
        return builder;
    }

    /// <summary>What every service of the API starts with: the above, tokens, problem details and JSON as the API speaks it.</summary>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder)
    {
        builder.AddProcessDefaults();
        var services = builder.Services;
        // The framework would put its whole traceparent there; the id of the trace is what a person can give us.
        services.AddProblemDetails(problems => problems.CustomizeProblemDetails = written => written.ProblemDetails.Extensions["trace_id"] = Refusal.TraceId());
        services.AddExceptionHandler<ProblemWriter>();
        services.AddSingleton<IExceptionRefusal, RpcExceptionRefusal>();
        services.AddSingleton<IExceptionRefusal, RedisRefusal>();
        services.ConfigureHttpJsonOptions(json =>
        {
            JsonDefaults.Apply(json.SerializerOptions);
            ComposedText.Apply(json.SerializerOptions);
        });
        services.Configure<Microsoft.AspNetCore.Routing.RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.AddScoped<TenantContext>();
        services.AddScoped<CallerContext>();
        services.AddSingleton<EdgeSignature>();
        services.AddSingleton<ServiceToken>();
        services.AddTokenValidation(builder.Configuration);
        services.AddAuthorization();
        services.AddGrpc(grpc => grpc.EnableDetailedErrors = false);
        services.AddOpenApiDocument();
        services.AddHostedService<QuietMemory>();
        builder.AddSharedCache("cache");
        services.AddSingleton<RevocationList>();
        services.AddHostedService(provider => provider.GetRequiredService<RevocationList>());
        return builder;
    }

    /// <summary>Redis under its resource's name: HybridCache's second level, the revocation list, rate limits at the gateway, and the keys of the web application's cookies.</summary>
    public static void AddSharedCache(this WebApplicationBuilder builder, string name)
    {
        var address = builder.Configuration.GetConnectionString(name) ?? "127.0.0.1:6379";
        AddAspireClient(builder, name, address);
        builder.Services.TryAddSingleton<IConnectionMultiplexer>(_ => ConnectionMultiplexer.Connect(Patience(ConfigurationOptions.Parse(address))));
        builder.Services.AddHealthChecks().AddCheck<RedisHealthCheck>(name, tags: [Health.Ready]);
        builder.Services.AddStackExchangeRedisCache(_ => { });
        builder.Services.AddOptions<Microsoft.Extensions.Caching.StackExchangeRedis.RedisCacheOptions>()
            .Configure<IConnectionMultiplexer>((cache, redis) => cache.ConnectionMultiplexerFactory = () => Task.FromResult(redis));
        builder.Services.AddHybridCache();
    }

    /// <summary>Makes the connection by Aspire's client integration, in a build for Aspire; in any other there is nothing to call.</summary>
    static partial void AddAspireClient(WebApplicationBuilder builder, string name, string address);

    /// <summary>What may go on without Redis is not kept waiting for it.</summary>
    private static ConfigurationOptions Patience(ConfigurationOptions options)
    {
        options.AbortOnConnectFail = false;
        options.ConnectTimeout = 2000;
        options.AsyncTimeout = 1000;
        options.BacklogPolicy = BacklogPolicy.FailFast;
        return options;
    }

    /// <summary>The pipeline of a service behind the gateway; map the routes after it.</summary>
    public static WebApplication UseServiceDefaults(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages(context => StatusProblems.WriteAsync(context.HttpContext));
        app.Use(next => http =>
        {
            ComposedText.Apply(http.Request);
            return next(http);
        });
        app.UseRouting();
        app.UseAuthentication();
        app.Use(next => http => RouteGuard.GuardAsync(http, next));
        app.UseAuthorization();
        app.MapHealth();
        PermissionTable.Map(app);
        app.MapOpenApi("/openapi/v1.json").WithMetadata(new SkipsGuard());
        return app;
    }
}
