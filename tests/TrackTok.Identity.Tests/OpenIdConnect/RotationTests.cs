using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using TrackTok.Identity.Keys;
using TrackTok.TenantData;
using static TrackTok.Identity.Tests.IdentityFixture;

namespace TrackTok.Identity.Tests.OpenIdConnect;

/// <summary>Keys change while apps sign people in and people sign in themselves, over real connections, and nobody notices.</summary>
public sealed class RotationTests
{
    /// <summary>
    /// Apps keep the key set as apps do: fetched each half second, and never used when it is older than one, so that a key must have been published for that long, and for the request itself,
    /// before it signs. Not one token fails under the keys that were known before it was asked for, and not one request is refused.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_client_sees_a_token_that_it_cannot_check_while_keys_rotate(bool sockets)
    {
        await using var identity = new HastyIdentityFixture(sockets);
        await identity.InitializeAsync();
        var ring = identity.Services.GetRequiredService<KeyRing>();
        var old = ring.Current.Signer.KeyId;
        var app = await AppUnderTest.RegisterAsync(identity);
        using var enough = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var known = new KnownKeys(await KeysAsync(identity), TimeProvider.System.GetTimestamp());
        var signers = new ConcurrentBag<string>();
        var fetching = Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
            {
                var asked = TimeProvider.System.GetTimestamp();
                Volatile.Write(ref known, new KnownKeys(await KeysAsync(identity), asked));
                await Task.Delay(500);
            }
        });

        async Task<KnownKeys> FreshAsync()
        {
            while (true)
            {
                var keys = Volatile.Read(ref known);
                if (TimeProvider.System.GetElapsedTime(keys.Asked) < TimeSpan.FromSeconds(1) || enough.IsCancellationRequested) return keys;
                await Task.Delay(20);
            }
        }

        // Whoever was kept waiting for longer than a key is announced before it signs has outdated keys by then, and asks anew.
        async Task CheckAsync(KnownKeys taken, string text, string audience)
        {
            var keys = (TimeProvider.System.GetElapsedTime(taken.Asked) < HastyIdentityFixture.Notice ? taken : await FreshAsync()).Set;
            var result = await new JsonWebTokenHandler().ValidateTokenAsync(text, new TokenValidationParameters { ValidIssuer = "http://localhost:5000/", ValidAudience = audience, IssuerSigningKeys = keys.GetSigningKeys() });
            result.IsValid.ShouldBeTrue(result.Exception?.Message);
            signers.Add(((JsonWebToken)result.SecurityToken).Kid);
        }

        async Task UseAppAsync()
        {
            var tokens = await app.SignInAsync(app.Owner);
            while (!enough.IsCancellationRequested)
            {
                var keys = await FreshAsync();
                tokens = await app.RefreshAsync(Text(tokens, "refresh_token"), HttpStatusCode.OK);
                await CheckAsync(keys, Text(tokens, "id_token"), app.Id);
                await CheckAsync(keys, Text(tokens, "access_token"), "tracktok");
                (await identity.LivesAsync(Text(tokens, "access_token"))).ShouldBeTrue();
                (await app.SendAsync("introspect", HttpStatusCode.OK, ("token", Text(tokens, "access_token")))).GetProperty("active").GetBoolean().ShouldBeTrue();
                await app.TokenAsync(HttpStatusCode.OK, ("grant_type", "client_credentials"));
            }
        }

        async Task SignInAsync()
        {
            var (person, tenantId) = await identity.AddMemberAsync();
            while (!enough.IsCancellationRequested)
            {
                var keys = await FreshAsync();
                var signedIn = await identity.SignInAsync(person, tenantId);
                await CheckAsync(keys, signedIn.AccessToken, "tracktok");
                keys = await FreshAsync();
                await CheckAsync(keys, Text(await identity.RefreshAsync(signedIn.RefreshToken, HttpStatusCode.OK), "access_token"), "tracktok");
            }
        }

        var clients = new[] { UseAppAsync, UseAppAsync, SignInAsync, SignInAsync }.Select(Task.Run).ToList();
        while (signers.IsEmpty && !enough.IsCancellationRequested && !clients.Exists(task => task.IsFaulted)) await Task.Delay(20);
        await using (var scope = identity.Services.CreateAsyncScope())
            (await scope.ServiceProvider.GetServices<IServiceCommand>().Single(command => command.Name == "rotate-keys").RunAsync([], CancellationToken.None)).ShouldBe(0);
        await ring.LoadAsync(CancellationToken.None);
        await Task.Delay(4200);
        await ring.LoadAsync(CancellationToken.None);
        while (signers.Distinct().Count() < 2 && !enough.IsCancellationRequested && !clients.Exists(task => task.IsFaulted)) await Task.Delay(20);
        await enough.CancelAsync();
        await Task.WhenAll([.. clients, fetching]);
        signers.Distinct().Order().ShouldBe(new[] { old, ring.Current.Signer.KeyId }.Order());
    }

    /// <param name="Asked">When it was asked for.</param>
    private sealed record KnownKeys(JsonWebKeySet Set, long Asked);

    private static async Task<JsonWebKeySet> KeysAsync(IdentityFixture identity)
    {
        using var client = identity.Anonymous();
        return new JsonWebKeySet(await client.GetStringAsync("/.well-known/jwks"));
    }

    /// <summary>A new key signs four seconds after it was published.</summary>
    private sealed class HastyIdentityFixture(bool sockets) : IdentityFixture
    {
        internal static readonly TimeSpan Notice = TimeSpan.FromSeconds(4);

        protected override bool ListensOnSockets => sockets;

        protected override void Configure(IDictionary<string, string?> settings)
        {
            base.Configure(settings);
            settings["Identity:SigningKeyNotice"] = Notice.ToString();
        }
    }
}
