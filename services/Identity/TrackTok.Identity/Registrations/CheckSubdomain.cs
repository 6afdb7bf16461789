using Microsoft.AspNetCore.Mvc;
using TrackTok.ServiceDefaults;
using TrackTok.Tenants.Contracts;

namespace TrackTok.Identity.Registrations;

/// <summary>Says whether a subdomain could be had right now, why not, and which similar one could. It promises nothing: registering decides.</summary>
internal static class CheckSubdomain
{
    /// <param name="Reason"><c>taken</c>, <c>reserved</c>, <c>invalid</c>; null when it is free.</param>
    /// <param name="Suggestion">A similar one that is free; null when the one asked for is.</param>
    internal sealed record SubdomainAnswer(string Subdomain, bool Available, string? Reason, string? Suggestion);

    internal static async Task<IResult> HandleAsync([FromQuery] string? subdomain, Tenants.Contracts.Tenants.TenantsClient tenants, CancellationToken cancellationToken)
    {
        var errors = new RequestErrors();
        if (!errors.Text(subdomain, "subdomain", 200)) return errors.ToRefusal()!.ToProblem();
        var answer = await tenants.CheckSubdomainAsync(new CheckSubdomainRequest { Subdomain = subdomain }, cancellationToken: cancellationToken);
        return TypedResults.Ok(new SubdomainAnswer(subdomain, answer.Available, answer.HasReason ? answer.Reason : null, answer.HasSuggestion ? answer.Suggestion : null));
    }
}
