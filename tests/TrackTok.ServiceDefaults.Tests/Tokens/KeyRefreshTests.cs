using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace TrackTok.ServiceDefaults.Tests.Tokens;

/// <summary>A process beside an Identity whose keys change, over a real socket.</summary>
public sealed class KeyRefreshTests
{
    private const string Issuer = "http://localhost:5000";

    [Fact]
    public async Task The_first_token_of_a_new_key_is_good_when_the_key_was_published_before()
    {
        using var present = RSA.Create(2048);
        using var next = RSA.Create(2048);
        var published = new[] { Key(present, "present") };
        var asked = 0;
        await using var identity = WebApplication.CreateSlimBuilder().Build();
        identity.Urls.Add("http://127.0.0.1:0");
        identity.MapGet("/.well-known/jwks", () =>
        {
            Interlocked.Increment(ref asked);
            return new { keys = published.Select(key => new { kty = "RSA", use = "sig", kid = key.KeyId, n = Base64UrlEncoder.Encode(key.Rsa.ExportParameters(false).Modulus), e = Base64UrlEncoder.Encode(key.Rsa.ExportParameters(false).Exponent) }) };
        });
        await identity.StartAsync(TestContext.Current.CancellationToken);
        using var process = Process(identity.Urls.Single());
        await process.StartAsync(TestContext.Current.CancellationToken);
        (await IsGoodAsync(process, Key(present, "present"))).ShouldBeTrue();
        (await IsGoodAsync(process, Key(next, "present"))).ShouldBeFalse();

        published = [Key(present, "present"), Key(next, "next")];
        var before = Volatile.Read(ref asked);
        // Nobody shows a token of the new key meanwhile: the second question after the publishing began after it.
        for (var i = 0; i < 600 && Volatile.Read(ref asked) < before + 2; i++) await Task.Delay(50, TestContext.Current.CancellationToken);
        Volatile.Read(ref asked).ShouldBeGreaterThanOrEqualTo(before + 2);

        (await IsGoodAsync(process, Key(next, "next"))).ShouldBeTrue();
        (await IsGoodAsync(process, Key(present, "present"))).ShouldBeTrue();
        await process.StopAsync(TestContext.Current.CancellationToken);
    }

    private static IHost Process(string authority)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Tokens:Authority"] = authority, ["Tokens:Issuer"] = Issuer, ["Tokens:KeysEvery"] = "00:00:01" });
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddTokenValidation(builder.Configuration);
        return builder.Build();
    }

    private static async Task<bool> IsGoodAsync(IHost process, RsaSecurityKey key)
    {
        var token = new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = TokenValidation.Audience,
            TokenType = "at+jwt",
            Claims = new Dictionary<string, object> { ["sub"] = JsonSerializer.Serialize(Guid.CreateVersion7()) },
            Expires = TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(5),
            SigningCredentials = new SigningCredentials(key, SecurityAlgorithms.RsaSha256),
        });
        await using var scope = process.Services.CreateAsyncScope();
        var request = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        request.Request.Headers.Authorization = "Bearer " + token;
        return (await request.AuthenticateAsync(JwtBearerDefaults.AuthenticationScheme)).Succeeded;
    }

    private static RsaSecurityKey Key(RSA key, string id) => new(key) { KeyId = id };
}
