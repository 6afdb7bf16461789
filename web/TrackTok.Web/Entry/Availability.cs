using TrackTok.Web.Api;

namespace TrackTok.Web.Entry;

/// <summary>Whether a subdomain is free, for the sign-up page while it is being typed.</summary>
internal static class Availability
{
    internal sealed record SubdomainAnswer(string Subdomain, bool Available, string? Suggestion);

    internal static void MapAvailability(this IEndpointRouteBuilder routes) => routes.MapGet("/register/availability", async (string? subdomain, TrackTokApi api) =>
    {
        var answer = await api.TryGetAsync<SubdomainAnswer>(new Query("/auth/subdomain-availability").With("subdomain", subdomain).ToString());
        return answer.Value is { } said ? Results.Json(said, ApiJson.Options) : Results.StatusCode(answer.Problem!.Status);
    });
}
