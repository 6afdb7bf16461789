using System.Security.Cryptography;
using Scalar.AspNetCore;

namespace TrackTok.Gateway.Documents;

/// <summary>The browsable reference at <c>/docs</c>. Its scripts come from here, nothing from elsewhere.</summary>
internal static class Reference
{
    internal static IEndpointConventionBuilder MapReference(this WebApplication app) => app.MapScalarApiReference("/docs", (options, http) =>
    {
        var nonce = RandomNumberGenerator.GetHexString(32, lowercase: true);
        // The page sets its styles from script, which a policy can only allow as a whole.
        http.Response.Headers.ContentSecurityPolicy =
            $"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src blob:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
        options.WithNonce(nonce).WithTitle("TrackTok API").WithOpenApiRoutePattern("/openapi/v1.json").DisableDefaultFonts().DisableTelemetry().DisableAgent().DisableMcp().HideDeveloperTools().HideClientButton();
    });
}
