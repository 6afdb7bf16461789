using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace TrackTok.Demo;

/// <summary>
/// Brings the demo's people in the way anybody comes in: the owner invites them by mail, and they accept with the link, which the development inbox shows.
/// </summary>
internal sealed partial class DemoPeople(HttpClient http, DemoApi owner, Action made)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Two minutes: a broker that starts on a busy machine takes its time.</summary>
    private const int MostLooks = 600;

    /// <summary>Who can sign in then, the owner among them.</summary>
    internal async Task<Dictionary<DemoPerson, DemoApi>> MakeAsync(CancellationToken cancellationToken)
    {
        var apis = new Dictionary<DemoPerson, DemoApi> { [DemoPlan.Owner] = owner };
        foreach (var person in DemoPlan.People.Where(person => person != DemoPlan.Owner))
        {
            if (await DemoApi.SignInAsync(http, DemoPlan.Subdomain, person, cancellationToken) is { } known) apis[person] = known.Api;
            else apis[person] = await InviteAsync(person, cancellationToken);
        }
        return apis;
    }

    private async Task<DemoApi> InviteAsync(DemoPerson person, CancellationToken cancellationToken)
    {
        var invitation = new { person.Email, person.Role, person.FirstName, person.LastName };
        var (status, answer) = await owner.SendAsync(HttpMethod.Post, "/invitations", invitation, null, null, cancellationToken);
        // A run that broke off has invited before; its mail is still there.
        if (status is not (HttpStatusCode.Created or HttpStatusCode.Conflict)) throw DemoApi.Failed(HttpMethod.Post, "/invitations", status, answer);
        made();
        var token = await TokenAsync(person, cancellationToken);
        var acceptance = new { token, person.FirstName, person.LastName, person.Password };
        (status, answer) = await new DemoApi(http, null).SendAsync(HttpMethod.Post, "/auth/invitations/accept", acceptance, null, null, cancellationToken);
        if (status != HttpStatusCode.OK) throw DemoApi.Failed(HttpMethod.Post, "/auth/invitations/accept", status, answer);
        made();
        return new DemoApi(http, answer.GetProperty("access_token").GetString());
    }

    /// <summary>From the newest mail with a link to accept; it comes a moment after the invitation.</summary>
    private async Task<string> TokenAsync(DemoPerson person, CancellationToken cancellationToken)
    {
        for (var look = 0; look < MostLooks; look++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/dev/mail?to=" + Uri.EscapeDataString(person.Email)) { Headers = { { "Accept", "application/json" } } };
            using var answer = await http.SendAsync(request, cancellationToken);
            if (answer.StatusCode == HttpStatusCode.NotFound) throw new DemoException("There is no development inbox here, so nobody can accept an invitation.");
            using var inbox = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellationToken));
            foreach (var mail in inbox.RootElement.GetProperty("items").EnumerateArray())
                if (Link().Match(mail.GetProperty("text").GetString() ?? "") is { Success: true } link) return Uri.UnescapeDataString(link.Groups["token"].Value);
            await Task.Delay(Pause, cancellationToken);
        }
        throw new DemoException($"The invitation of {person.Email} has not come.");
    }

    [GeneratedRegex(@"/accept-invitation\?token=(?<token>[^\s&""]+)", RegexOptions.None, 1000)]
    private static partial Regex Link();
}
