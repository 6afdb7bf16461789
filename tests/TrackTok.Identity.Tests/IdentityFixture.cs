using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using TrackTok.Identity.Data;
using TrackTok.Identity.Passwords;
using TrackTok.Identity.People;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.Testing;

namespace TrackTok.Identity.Tests;

/// <summary>Identity on a database of its own with cheap passwords; Tenants is stood in for. Its own tokens and those of the tests are both valid.</summary>
public class IdentityFixture() : ServiceFixture<IdentityDbContext, IdentityDbContext>("identity-db"), IAsyncLifetime
{
    public const string Password = "SecurePass123!";
    public const string ClientSecret = "secret-of-service-clients-in-tests";

    internal StandInTenants Tenants { get; } = new();

    /// <summary>The mail server.</summary>
    internal SmtpInbox Mail { get; } = new();

    public ValueTask InitializeAsync() => StartAsync();

    protected override void Configure(IDictionary<string, string?> settings)
    {
        settings["Identity:Passwords:WorkFactor"] = "4";
        settings["Identity:SignIn:AddressFailures"] = "100000";
        settings["ServiceIdentity:ClientSecret"] = ClientSecret;
        settings["Mail:Smtp:Host"] = "127.0.0.1";
        settings["Mail:Smtp:Port"] = Mail.Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        settings["Mail:Inbox"] = "false";
    }

    protected override void ConfigureServices(IServiceCollection services)
    {
        services.AddSingleton<TrackTok.Tenants.Contracts.Tenants.TenantsClient>(Tenants);
        services.AddHttpClient("permissions").ConfigurePrimaryHttpMessageHandler(() => new PublishedTables());
    }

    /// <summary>Stands in for the tables that services publish; one service is away.</summary>
    private sealed class PublishedTables : HttpMessageHandler
    {
        private const string Table = """
            [{"name":"things.read","summary":"Read things","owner":"all","admin":"all","analyst":"all","member":"own"},
             {"name":"things.write","summary":"Write things","owner":"all","admin":"all","analyst":"none","member":"none"}]
            """;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(
            request.RequestUri!.Host == "reporting"
                ? new HttpResponseMessage(HttpStatusCode.ServiceUnavailable)
                : new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(Table, System.Text.Encoding.UTF8, "application/json") });
    }

    /// <summary>A person with <see cref="Password"/>, a member of nothing yet.</summary>
    internal async Task<Person> AddPersonAsync(string? email = null, string? passwordHash = null)
    {
        await using var scope = Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDbContext>();
        var hash = passwordHash ?? await Services.GetRequiredService<PasswordHashes>().HashAsync(Password, CancellationToken.None);
        var id = Guid.CreateVersion7();
        var person = Person.Register(id, email ?? $"p{id:N}@example.com", hash, "Jane", "Doe", TimeProvider.System.GetUtcNow());
        db.Add(person);
        await db.SaveChangesAsync();
        return person;
    }

    /// <summary>A person who is a member of one new tenant.</summary>
    internal async Task<(Person Person, Guid TenantId)> AddMemberAsync(string role = "member")
    {
        var person = await AddPersonAsync();
        var tenantId = Tenants.AddTenant();
        Tenants.AddMember(tenantId, person.Id, role);
        return (person, tenantId);
    }

    /// <summary>A signed-in member of one new tenant.</summary>
    internal async Task<SignedInPerson> SignInAsync(string role = "member")
    {
        var (person, tenantId) = await AddMemberAsync(role);
        return await SignInAsync(person, tenantId);
    }

    internal async Task<SignedInPerson> SignInAsync(Person person, Guid tenantId)
    {
        using var client = AtHost(tenantId);
        using var answer = await client.PostAsJsonAsync("/api/v1/auth/login", new { email = person.Email, password = Password });
        var body = await Json(answer, HttpStatusCode.OK);
        return new SignedInPerson(person, tenantId, Text(body, "access_token"), Text(body, "refresh_token"));
    }

    /// <summary>A client whose requests come, as the gateway says, by the host of this tenant.</summary>
    internal HttpClient AtHost(Guid? tenantId, string address = "203.0.113.7")
    {
        var client = Anonymous();
        client.DefaultRequestHeaders.Add(HeaderNames.Edge, Services.GetRequiredService<EdgeSignature>().Write(new EdgeFacts(tenantId, address)));
        return client;
    }

    internal HttpClient With(string accessToken)
    {
        var client = Anonymous();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        return client;
    }

    internal async Task<HttpResponseMessage> PostAsync(string path, object body, string? token = null)
    {
        using var client = token is null ? Anonymous() : With(token);
        return await client.PostAsJsonAsync("/api/v1/auth/" + path, body);
    }

    /// <summary>The token in the link of the newest mail of this subject to somebody.</summary>
    internal async Task<string> MailedTokenAsync(string to, string subject)
    {
        var mail = await Mail.WaitAsync(to, subject);
        return System.Text.RegularExpressions.Regex.Match(mail.TextBody!, @"\?token=([\w-]+)").Groups[1].Value;
    }

    internal async Task<JsonElement> RefreshAsync(string refreshToken, HttpStatusCode expected)
    {
        using var answer = await PostAsync("refresh", new { refresh_token = refreshToken });
        return await Json(answer, expected);
    }

    /// <summary>What the access token gets at a route that asks only for a living one.</summary>
    internal async Task<HttpStatusCode> TryAsync(string accessToken)
    {
        using var client = With(accessToken);
        using var answer = await client.GetAsync("/api/v1/auth/sessions");
        return answer.StatusCode;
    }

    /// <summary>Whether an access token lives, be it an app's, which may do nothing there.</summary>
    internal async Task<bool> LivesAsync(string accessToken) => await TryAsync(accessToken) != HttpStatusCode.Unauthorized;

    internal async Task<T> QueryAsync<T>(Func<IdentityDbContext, Task<T>> query)
    {
        await using var scope = Services.CreateAsyncScope();
        return await query(scope.ServiceProvider.GetRequiredService<IdentityDbContext>());
    }

    /// <summary>Delivers an event as the broker would, and waits until it was dealt with.</summary>
    internal async Task ConsumeAsync<T>(T message, Guid messageId)
        where T : class
    {
        var bus = Services.GetRequiredService<IBus>();
        await bus.Publish(message, context => context.MessageId = messageId);
        for (var waited = 0; waited < 1200; waited++)
        {
            if (await QueryAsync(db => db.Inbox.AnyAsync(inbox => inbox.MessageId == messageId))) break;
            await Task.Delay(25);
        }
        (await QueryAsync(db => db.Inbox.CountAsync(inbox => inbox.MessageId == messageId))).ShouldBe(1);
    }

    internal Task<List<string>> AuditedAsync(Guid tenantId) => InTenantAsync(tenantId, services =>
        services.GetRequiredService<IdentityDbContext>().Audit.AsNoTracking().OrderBy(entry => entry.Sequence).Select(entry => entry.Action).ToListAsync());

    internal static async Task<JsonElement> Json(HttpResponseMessage answer, HttpStatusCode expected)
    {
        var body = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(expected, body);
        return body.Length == 0 ? default : JsonDocument.Parse(body).RootElement;
    }

    internal static string Text(JsonElement body, string member) => body.GetProperty(member).GetString()!;

    internal static string Code(JsonElement problem) => Text(problem, "code");
}

internal sealed record SignedInPerson(Person Person, Guid TenantId, string AccessToken, string RefreshToken);

/// <summary>The same with a clock that tests move.</summary>
public class TimedIdentityFixture : IdentityFixture
{
    internal FakeTimeProvider Time { get; } = new(TimeProvider.System.GetUtcNow());

    /// <summary>Goes on by days, without living through each minute of them: no timer rings on the way.</summary>
    internal void GoOn(TimeSpan by) => Time.AdjustTime(Time.GetUtcNow() + by);

    protected override void ConfigureServices(IServiceCollection services)
    {
        base.ConfigureServices(services);
        services.AddSingleton<TimeProvider>(Time);
    }
}
