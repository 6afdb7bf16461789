using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using TrackTok.Identity.Keys;
using TrackTok.TenantData;
using static TrackTok.Identity.Tests.IdentityFixture;

namespace TrackTok.Identity.Tests.OpenIdConnect;

/// <summary>Keys change while apps sign people in, and nobody notices.</summary>
public sealed class RotationTests
{
    /// <summary>
    /// Apps keep the key set as apps do: fetched each half second, so that a key must have been published for a whole second before it signs. Not one identity token fails under the keys that
    /// were known before it was asked for, and not one request is refused.
    /// </summary>
    [Fact]
    public async Task No_app_sees_a_token_that_it_cannot_check_while_keys_rotate()
    {
        await using var identity = new HastyIdentityFixture();
        await identity.InitializeAsync();
        var ring = identity.Services.GetRequiredService<KeyRing>();
        var old = ring.Current.Signer.KeyId;
        var app = await AppUnderTest.RegisterAsync(identity);
        using var enough = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var known = await KeysAsync(identity);
        var signers = new ConcurrentBag<string>();
        var fetching = Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
            {
                Volatile.Write(ref known, await KeysAsync(identity));
                await Task.Delay(500);
            }
        });
        var apps = Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            var tokens = await app.SignInAsync(app.Owner);
            while (!enough.IsCancellationRequested)
            {
                var keys = Volatile.Read(ref known);
                tokens = await app.RefreshAsync(Text(tokens, "refresh_token"), HttpStatusCode.OK);
                foreach (var (text, audience) in new[] { (Text(tokens, "id_token"), app.Id), (Text(tokens, "access_token"), "tracktok") })
                {
                    var result = await new JsonWebTokenHandler().ValidateTokenAsync(text, new TokenValidationParameters { ValidIssuer = "http://localhost:5000/", ValidAudience = audience, IssuerSigningKeys = keys.GetSigningKeys() });
                    result.IsValid.ShouldBeTrue(result.Exception?.Message);
                    signers.Add(((JsonWebToken)result.SecurityToken).Kid);
                }
                (await identity.LivesAsync(Text(tokens, "access_token"))).ShouldBeTrue();
                (await app.SendAsync("introspect", HttpStatusCode.OK, ("token", Text(tokens, "access_token")))).GetProperty("active").GetBoolean().ShouldBeTrue();
                await app.TokenAsync(HttpStatusCode.OK, ("grant_type", "client_credentials"));
            }
        })).ToList();

        await using (var scope = identity.Services.CreateAsyncScope())
            (await scope.ServiceProvider.GetServices<IServiceCommand>().Single(command => command.Name == "rotate-keys").RunAsync([], CancellationToken.None)).ShouldBe(0);
        await ring.LoadAsync(CancellationToken.None);
        await Task.Delay(2200);
        await ring.LoadAsync(CancellationToken.None);
        while (signers.Distinct().Count() < 2 && !enough.IsCancellationRequested && !apps.Exists(task => task.IsFaulted)) await Task.Delay(20);
        await enough.CancelAsync();
        await Task.WhenAll([.. apps, fetching]);
        signers.Distinct().Order().ShouldBe(new[] { old, ring.Current.Signer.KeyId }.Order());
    }

    private static async Task<JsonWebKeySet> KeysAsync(IdentityFixture identity)
    {
        using var client = identity.Anonymous();
        return new JsonWebKeySet(await client.GetStringAsync("/.well-known/jwks"));
    }

    /// <summary>A new key signs two seconds after it was published.</summary>
    private sealed class HastyIdentityFixture : IdentityFixture
    {
        protected override void Configure(IDictionary<string, string?> settings)
        {
            base.Configure(settings);
            settings["Identity:SigningKeyNotice"] = "00:00:02";
        }
    }
}
