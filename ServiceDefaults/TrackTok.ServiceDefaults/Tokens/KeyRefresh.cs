using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace TrackTok.ServiceDefaults;

/// <summary>
/// Reads Identity's published keys each minute (<c>Tokens:KeysEvery</c>). A new signing key stands among them for ten minutes before it signs, so that every process knows it by then;
/// the library itself would look twice a day, and only once it had refused a token of the new key. While Identity is away the keys that are known stay good.
/// </summary>
internal sealed class KeyRefresh(IOptionsMonitor<JwtBearerOptions> options, IConfiguration configuration, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Often = TimeSpan.FromSeconds(10);

    /// <summary>Tokens of keys that nobody knows must not make us ask more often than this.</summary>
    internal static TimeSpan AtMostEvery(IConfiguration configuration) => Every(configuration) is var every && every < Often ? every : Often;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Get(JwtBearerDefaults.AuthenticationScheme).ConfigurationManager is not ConfigurationManager<OpenIdConnectConfiguration> keys) return;
        using var timer = new PeriodicTimer(Every(configuration), time);
        // In the background: no request waits for the answer, and a failed question changes nothing.
        while (await timer.WaitForNextTickAsync(stoppingToken)) keys.RequestRefresh();
    }

    private static TimeSpan Every(IConfiguration configuration) => configuration.GetValue("Tokens:KeysEvery", TimeSpan.FromMinutes(1));
}
