using System.Net;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using TrackTok.Identity.Keys;
using TrackTok.Tenancy;
using static TrackTok.Identity.Tests.IdentityFixture;

namespace TrackTok.Identity.Tests.Keys;

public sealed class KeyRingTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_new_key_is_published_before_it_signs_and_the_old_one_until_its_last_token_is_dead()
    {
        await using var identity = new TimedIdentityFixture();
        await identity.InitializeAsync();
        var ring = identity.Services.GetRequiredService<KeyRing>();
        var old = ring.Current.Signer.KeyId;
        (await PublishedAsync(identity)).ShouldBe([old]);

        identity.GoOn(TimeSpan.FromDays(90) - TimeSpan.FromMinutes(9));
        await ring.LoadAsync(CancellationToken.None);
        ring.Current.Signer.KeyId.ShouldBe(old);
        var published = await PublishedAsync(identity);
        published.Count.ShouldBe(2);
        var next = published.Single(id => id != old);

        identity.Time.Advance(TimeSpan.FromMinutes(11));
        await ring.LoadAsync(CancellationToken.None);
        ring.Current.Signer.KeyId.ShouldBe(next);
        (await PublishedAsync(identity)).ShouldBe([next, old], ignoreOrder: true);
        new JsonWebToken((await identity.SignInAsync()).AccessToken).Kid.ShouldBe(next);
        (await identity.AuditedAsync(Platform.Id)).Count(action => action == "key.published").ShouldBe(2, "the platform's trail tells of each key");

        identity.Time.Advance(TimeSpan.FromMinutes(66));
        await ring.LoadAsync(CancellationToken.None);
        (await PublishedAsync(identity)).ShouldBe([next]);
    }

    [Fact]
    public async Task Replicas_share_the_keys_and_make_them_once()
    {
        await using var identity = new IdentityFixture();
        await identity.InitializeAsync();
        var rings = Enumerable.Range(0, 4).Select(_ => ActivatorUtilities.CreateInstance<KeyRing>(identity.Services)).ToList();
        await identity.Database.ExecuteAsync("DELETE FROM keys");
        await Task.WhenAll(rings.Select(ring => ring.LoadAsync(CancellationToken.None)));
        rings.Select(ring => ring.Current.Signer.KeyId).Distinct().Count().ShouldBe(1);
        (await identity.QueryAsync(db => db.Keys.CountAsync())).ShouldBe(2);
    }

    [Fact]
    public async Task Nobody_notices_a_rotation_under_load()
    {
        await using var identity = new HastyIdentityFixture();
        await identity.InitializeAsync();
        var ring = identity.Services.GetRequiredService<KeyRing>();
        var old = ring.Current.Signer.KeyId;
        var (person, tenant) = await identity.AddMemberAsync();
        using var enough = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var signers = new System.Collections.Concurrent.ConcurrentBag<string>();
        var people = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            var session = await identity.SignInAsync(person, tenant);
            var (access, refresh, first) = (session.AccessToken, session.RefreshToken, session.AccessToken);
            while (!enough.IsCancellationRequested)
            {
                signers.Add(new JsonWebToken(access).Kid);
                foreach (var token in (string[])[first, access]) (await identity.TryAsync(token)).ShouldBe(HttpStatusCode.OK);
                var renewed = await identity.RefreshAsync(refresh, HttpStatusCode.OK);
                (access, refresh) = (Text(renewed, "access_token"), Text(renewed, "refresh_token"));
            }
        })).ToList();

        // However slow the machine is: everybody works before the keys change.
        while (signers.IsEmpty && !enough.IsCancellationRequested) await Task.Delay(20);
        await using (var scope = identity.Services.CreateAsyncScope())
            (await scope.ServiceProvider.GetServices<TrackTok.TenantData.IServiceCommand>().Single(command => command.Name == "rotate-keys").RunAsync([], CancellationToken.None)).ShouldBe(0);
        await ring.LoadAsync(CancellationToken.None);
        (await PublishedAsync(identity)).Count.ShouldBe(2);
        await Task.Delay(1200);
        await ring.LoadAsync(CancellationToken.None);
        while (signers.Distinct().Count() < 2 && !enough.IsCancellationRequested) await Task.Delay(20);
        await enough.CancelAsync();
        await Task.WhenAll(people);

        signers.Distinct().Order().ShouldBe(new[] { old, ring.Current.Signer.KeyId }.Order());
        ring.Current.Signer.KeyId.ShouldNotBe(old);
    }

    /// <summary>A new key signs a second after it was published.</summary>
    private sealed class HastyIdentityFixture : IdentityFixture
    {
        protected override void Configure(IDictionary<string, string?> settings)
        {
            base.Configure(settings);
            settings["Identity:SigningKeyNotice"] = "00:00:01";
        }
    }

    [Theory]
    [InlineData(KeyUse.Signing)]
    [InlineData(KeyUse.Encryption)]
    public void A_secret_keeps_keys_unreadable_to_whoever_has_only_the_database(object use)
    {
        var key = Key.Create((KeyUse)use, Now, Now, "a long secret of the deployment");
        var plain = key.Reveal("a long secret of the deployment");
        key.Material.AsSpan().IndexOf(plain.AsSpan(0, 16)).ShouldBe(-1);
        Should.Throw<CryptographicException>(() => key.Reveal("another secret"));
        Should.Throw<InvalidOperationException>(() => key.Reveal(null));
    }

    private static async Task<List<string>> PublishedAsync(IdentityFixture identity)
    {
        using var client = identity.Anonymous();
        var keys = await Json(await client.GetAsync("/.well-known/jwks"), HttpStatusCode.OK);
        return [.. keys.GetProperty("keys").EnumerateArray().Select(key => Text(key, "kid"))];
    }
}
