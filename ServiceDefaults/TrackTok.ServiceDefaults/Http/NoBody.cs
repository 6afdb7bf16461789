using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace TrackTok.ServiceDefaults;

/// <summary>
/// A write that takes no body takes an empty one or <c>{}</c>, and refuses any other as a route with a body would (SPEC 1.1): 415 what is not JSON by name, 400 what is none in
/// fact, 422 a member that nobody reads.
/// </summary>
internal static class NoBody
{
    internal static void Guard(EndpointBuilder endpoint)
    {
        if (endpoint is not RouteEndpointBuilder route) return;
        // Whether the handler takes a body is known by the time that filters are made.
        route.FilterFactories.Add((_, next) => route.Metadata.OfType<IAcceptsMetadata>().Any() ? next : async invocation =>
        {
            if (MayHaveOne(invocation.HttpContext)) await RefuseAsync(invocation.HttpContext);
            return await next(invocation);
        });
    }

    private static bool MayHaveOne(HttpContext http) =>
        !HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method)
        && http.Request.ContentLength != 0 && http.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody != false;

    /// <exception cref="BadHttpRequestException">There is a body that says something.</exception>
    private static async Task RefuseAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        if (body.Length == 0) return;
        if (http.Request.ContentType is not null && !http.Request.HasJsonContentType())
            throw new BadHttpRequestException("This route takes no such body.", StatusCodes.Status415UnsupportedMediaType);
        try
        {
            _ = JsonSerializer.Deserialize<Nothing>(body.GetBuffer().AsSpan(0, (int)body.Length), JsonDefaults.Options) ?? throw new JsonException("A JSON object is expected.");
        }
        catch (JsonException e)
        {
            throw new BadHttpRequestException("This route takes no body.", StatusCodes.Status400BadRequest, e);
        }
    }

    /// <summary>An object without members.</summary>
    private sealed record Nothing;
}
