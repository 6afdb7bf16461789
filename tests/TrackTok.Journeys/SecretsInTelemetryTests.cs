using System.Net;
using System.Text;

namespace TrackTok.Journeys;

/// <summary>
/// No secret stands in what the system tells of itself: the output of every process, and what they export as logs, traces and metrics. A visitor goes through everything that gives or takes a
/// secret, rightly and wrongly, and each secret is looked for afterwards.
/// </summary>
public sealed class SecretsInTelemetryTests(TrackTokSystem system)
{
    private static readonly string[] Processes = ["gateway", "web", "identity", "tenants", "expenses", "budgets", "reporting"];

    [Fact]
    public async Task No_secret_stands_in_a_log_line_or_a_trace()
    {
        system.Telemetry.Keep();
        using var visitor = new Visitor(system.Gateway);
        var (subdomain, email) = ("j" + Guid.CreateVersion7().ToString("N")[12..], $"owner@{Guid.CreateVersion7():N}.example.com");
        var host = $"{subdomain}.localhost:{system.Gateway.Port}";
        var password = visitor.Keep("password", "Right-one-" + Guid.CreateVersion7().ToString("N"));

        var (tenant, token) = await SignInAsync(visitor, subdomain, email, password);
        await system.UpgradeAsync(tenant);
        await UseKeyAsync(visitor, token);
        await LetAppInAsync(visitor, token);
        await InviteAsync(visitor, host, email, token);
        await UsePagesAsync(visitor, host, email, password);
        await AskForSecondFactorAsync(visitor, token, email, password);
        await ResetAsync(visitor, host, email);

        var exported = await system.Telemetry.TakeAsync();
        exported.Select(part => part.Kind).Distinct().ShouldContain("traces");
        exported.Select(part => part.Kind).Distinct().ShouldContain("logs");
        var traces = string.Concat(exported.Where(part => part.Kind == "traces").Select(part => Encoding.Latin1.GetString(part.Content)));
        foreach (var process in Processes) traces.ShouldContain(process);
        // The sink does see addresses and texts.
        traces.ShouldContain("/api/v1/auth/password-reset/confirm");
        var written = system.Logs.ToList();
        foreach (var process in Processes) written.ShouldContain(log => log.Name.StartsWith(process, StringComparison.Ordinal) && log.Text.Length > 0, process);
        visitor.Secrets.Values.Distinct().Count().ShouldBeGreaterThan(14);
        foreach (var (secret, what) in visitor.Secrets)
        {
            foreach (var (name, text) in written) text.Contains(secret, StringComparison.Ordinal).ShouldBeFalse($"{what} stands in the log of {name}");
            foreach (var (kind, content) in exported) content.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)).ShouldBe(-1, $"{what} stands in exported {kind}");
        }
    }

    /// <summary>Signs up and in, mistypes, refreshes, and refreshes by a token that was used.</summary>
    private static async Task<(string Tenant, string Token)> SignInAsync(Visitor visitor, string subdomain, string email, string password)
    {
        var company = new { name = "Company", subdomain, owner_email = email, owner_password = password, owner_first_name = "Jane", owner_last_name = "Doe" };
        var founded = await visitor.PostAsync("/auth/register", company, HttpStatusCode.Created);
        visitor.Keep(founded, "access_token");
        var wrong = visitor.Keep("password that is wrong", "Wrong-one-" + Guid.CreateVersion7().ToString("N"));
        await visitor.PostAsync("/auth/login", new { email, password = wrong }, HttpStatusCode.Unauthorized);
        await visitor.SendRawAsync("/auth/login", $$"""{"email": "{{email}}", "password": "{{password}}" """);
        await visitor.SendRawAsync("/auth/login", $$"""{"email": "{{email}}", "password": "{{password}}", "another": "{{password}}"}""");
        var used = visitor.Keep(founded, "refresh_token");
        var refreshed = await visitor.PostAsync("/auth/refresh", new { refresh_token = used }, HttpStatusCode.OK);
        visitor.Keep(refreshed, "access_token");
        visitor.Keep(refreshed, "refresh_token");
        await visitor.PostAsync("/auth/refresh", new { refresh_token = used }, HttpStatusCode.Unauthorized);
        var signedIn = await visitor.PostAsync("/auth/login", new { email, password }, HttpStatusCode.OK);
        visitor.Keep(signedIn, "refresh_token");
        var token = visitor.Keep(signedIn, "access_token");
        await visitor.CallAsync(HttpMethod.Get, "/expenses", null, token + "x", HttpStatusCode.Unauthorized);
        foreach (var path in new[] { "/expenses", "/budgets", "/dashboard", "/tenant", "/auth/me" }) await visitor.CallAsync(HttpMethod.Get, path, null, token, HttpStatusCode.OK);
        return (founded.GetProperty("tenant").GetProperty("id").GetString()!, token);
    }

    private static async Task UseKeyAsync(Visitor visitor, string token)
    {
        var key = visitor.Keep(await visitor.PostAsync("/api-keys", new { name = "Import", scopes = new[] { "expenses.read" } }, HttpStatusCode.Created, token), "key");
        await visitor.CallAsync(HttpMethod.Get, "/expenses", null, key, HttpStatusCode.OK);
        await visitor.CallAsync(HttpMethod.Get, "/budgets", null, key, HttpStatusCode.Forbidden);
        await visitor.CallAsync(HttpMethod.Get, "/expenses", null, visitor.Keep("key that is none", key[..^4] + "AAAA"), HttpStatusCode.Unauthorized);
    }

    /// <summary>The whole way of an app: secret, code, tokens, and each of them used wrongly.</summary>
    private static async Task LetAppInAsync(Visitor visitor, string token)
    {
        const string callback = "https://travel.example.com/callback";
        var app = await visitor.PostAsync("/apps", new { name = "Travel planner", kind = "confidential", redirect_uris = new[] { callback }, scopes = new[] { "openid", "expenses.read" }, grants = new[] { "authorization_code", "refresh_token", "client_credentials" } }, HttpStatusCode.Created, token);
        (string, string) id = ("client_id", app.GetProperty("id").GetString()!), secret = ("client_secret", visitor.Keep(app, "client_secret"));
        (string, string)[] exchange = [secret, .. await visitor.LetInAsync(app, callback, "openid expenses.read offline_access", token)];
        var tokens = await visitor.ConnectAsync("token", HttpStatusCode.OK, exchange);
        foreach (var member in new[] { "access_token", "refresh_token", "id_token" }) visitor.Keep(tokens, member);
        await visitor.CallAsync(HttpMethod.Get, "/expenses", null, tokens.GetProperty("access_token").GetString(), HttpStatusCode.OK);
        await visitor.ConnectAsync("introspect", HttpStatusCode.OK, id, secret, ("token", tokens.GetProperty("access_token").GetString()!));
        await visitor.ConnectAsync("token", HttpStatusCode.Unauthorized, id, ("client_secret", visitor.Keep("client_secret that is wrong", "tts_" + Guid.CreateVersion7().ToString("N"))), ("grant_type", "client_credentials"));
        visitor.Keep(await visitor.ConnectAsync("token", HttpStatusCode.OK, id, secret, ("grant_type", "client_credentials")), "access_token");
        await visitor.ConnectAsync("token", HttpStatusCode.BadRequest, exchange);
        await visitor.ConnectAsync("revoke", HttpStatusCode.OK, id, secret, ("token", tokens.GetProperty("refresh_token").GetString()!));
    }

    /// <summary>An invitation and the proof of an address, whose tokens stand in addresses of pages.</summary>
    private static async Task InviteAsync(Visitor visitor, string host, string email, string token)
    {
        await visitor.OpenAsync(host, "/verify-email?token=" + visitor.Keep("verification token", await visitor.MailedAsync(email, "verify-email")));
        var invited = "invited-" + email;
        await visitor.PostAsync("/invitations", new { email = invited, role = "member", first_name = "Max", last_name = "Member" }, HttpStatusCode.Created, token);
        var invitation = visitor.Keep("invitation token", await visitor.MailedAsync(invited, "accept-invitation"));
        await visitor.OpenAsync(host, "/accept-invitation?token=" + invitation);
        await visitor.PostAsync("/auth/invitations/accept", new { token = invitation, password = "short" }, HttpStatusCode.UnprocessableEntity);
        var chosen = visitor.Keep("password of a new member", "Chosen-one-" + Guid.CreateVersion7().ToString("N"));
        visitor.Keep(await visitor.PostAsync("/auth/invitations/accept", new { token = invitation, password = chosen }, HttpStatusCode.OK), "access_token");
        await visitor.PostAsync("/auth/invitations/accept", new { token = invitation, password = chosen }, HttpStatusCode.UnprocessableEntity);
    }

    /// <summary>Signs in at a page, whose cookie holds the session.</summary>
    private static async Task UsePagesAsync(Visitor visitor, string host, string email, string password)
    {
        (await visitor.SubmitAsync(host, "/sign-in", "sign-in", ("email", email), ("password", visitor.Keep("password typed wrongly", "Typed-wrong-" + Guid.CreateVersion7().ToString("N"))))).ShouldBeNull();
        (await visitor.SubmitAsync(host, "/sign-in", "sign-in", ("email", email), ("password", password)))!.ShouldEndWith("/dashboard");
        visitor.Secrets.Values.ShouldContain("cookie");
        await visitor.OpenAsync(host, "/expenses");
    }

    private static async Task AskForSecondFactorAsync(Visitor visitor, string token, string email, string password)
    {
        visitor.Keep("secret of an authenticator", (await visitor.PostAsync("/auth/totp/setup", new { }, HttpStatusCode.OK, token)).GetProperty("secret").GetString());
        var stepped = await visitor.PostAsync("/auth/step-up", new { password }, HttpStatusCode.OK, token);
        visitor.Keep(stepped, "access_token");
        await visitor.PostAsync("/auth/change-email", new { new_email = "new-" + email, current_password = password }, HttpStatusCode.Accepted, token);
    }

    /// <summary>A forgotten password, whose token stands in the address of a page.</summary>
    private static async Task ResetAsync(Visitor visitor, string host, string email)
    {
        await visitor.PostAsync("/auth/password-reset/request", new { email }, HttpStatusCode.Accepted);
        var reset = visitor.Keep("reset token", await visitor.MailedAsync(email, "reset-password"));
        await visitor.OpenAsync(host, "/reset-password?token=" + reset);
        await visitor.PostAsync("/auth/password-reset/confirm", new { token = reset, new_password = "short" }, HttpStatusCode.UnprocessableEntity);
        var renewed = visitor.Keep("new password", "New-one-" + Guid.CreateVersion7().ToString("N"));
        await visitor.PostAsync("/auth/password-reset/confirm", new { token = reset, new_password = renewed }, HttpStatusCode.NoContent);
        visitor.Keep(await visitor.PostAsync("/auth/login", new { email, password = renewed }, HttpStatusCode.OK), "refresh_token");
    }
}
