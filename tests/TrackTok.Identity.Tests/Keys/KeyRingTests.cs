using System.Net;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using TrackTok.Identity.Keys;
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

        identity.Time.Advance(TimeSpan.FromDays(90) - TimeSpan.FromMinutes(9));
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
