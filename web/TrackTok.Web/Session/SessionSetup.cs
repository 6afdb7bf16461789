using Microsoft.AspNetCore.DataProtection;
using StackExchange.Redis;
using TrackTok.Web.Api;

namespace TrackTok.Web.Session;

internal static class SessionSetup
{
    /// <summary>Cookies are encrypted with keys that every replica reads from Redis, so that any of them serves any request.</summary>
    internal static void AddSession(this WebApplicationBuilder builder)
    {
        builder.Services.AddDataProtection().SetApplicationName("tracktok-web");
        builder.Services.AddOptions<Microsoft.AspNetCore.DataProtection.KeyManagement.KeyManagementOptions>()
            .Configure<IConnectionMultiplexer>((keys, redis) => keys.XmlRepository = new Microsoft.AspNetCore.DataProtection.StackExchangeRedis.RedisXmlRepository(() => redis.GetDatabase(), "web:keys"));
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddMemoryCache();
        builder.Services.AddSingleton<SessionCookie>();
        builder.Services.AddSingleton<Sealed>();
        builder.Services.AddSingleton<ExternalSignIn.ExternalCookie>();
        builder.Services.AddSingleton<SessionRenewal>();
        builder.Services.AddSingleton<KnownPeople>();
        builder.Services.AddScoped(services => new SignIn(services.GetRequiredService<Visit>(), services.GetRequiredService<SessionCookie>(), services.GetRequiredService<KnownPeople>(),
            services.GetRequiredService<GatewayCalls>(), services.GetRequiredService<SessionRenewal>(), services.GetRequiredService<TimeProvider>()));
        builder.Services.AddScoped(services => Visit.Of(services.GetRequiredService<IHttpContextAccessor>().HttpContext ?? throw new InvalidOperationException("There is no visit outside a request.")));
    }
}
