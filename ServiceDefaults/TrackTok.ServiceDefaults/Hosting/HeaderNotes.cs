using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.OpenApi;

namespace TrackTok.ServiceDefaults;

/// <summary>Says that a route's group keeps each write in one transaction, and so one answer for each <c>Idempotency-Key</c>.</summary>
public sealed record TransactionMetadata;

/// <summary>Says that a route waits, when it reads, for the writes that <c>TrackTok-Consistency</c> names.</summary>
public sealed record ReadYourWritesMetadata;

/// <summary>The headers that a route takes and gives because of what it is (SPEC 1.5–1.9), for the API's documents; those of the edge are the gateway's to add.</summary>
internal static class HeaderNotes
{
    internal static void Add(OpenApiOperation operation, ApiDescription route)
    {
        var metadata = route.ActionDescriptor.EndpointMetadata;
        var method = route.HttpMethod ?? "";
        var versioned = route.SupportedResponseTypes.Any(answer => answer.StatusCode is >= 200 and < 300 && answer.Type?.IsAssignableTo(typeof(IVersionedAnswer)) == true);
        var reads = HttpMethods.IsGet(method);
        if (HttpMethods.IsPost(method)) Take(operation, HeaderNames.IdempotencyKey, "1 to 255 visible ASCII characters. A repetition under the same key does nothing twice and gets the first answer again.");
        if (metadata.OfType<MethodInfo>().Any(handler => handler.GetParameters().Any(parameter => parameter.ParameterType == typeof(IfMatch))))
            Take(operation, "If-Match", "The ETag that was read: the change is refused with 412 when somebody has made another since.");
        if (reads && versioned) Take(operation, "If-None-Match", "The ETag that is known: 304 without a body while it stands.");
        if (metadata.OfType<PublicMetadata>().Any()) Take(operation, HeaderNames.TenantId, "The company, by id or subdomain, where neither the address nor a token names it.");
        if (reads && metadata.OfType<ReadYourWritesMetadata>().Any()) Take(operation, HeaderNames.Consistency, "What a write answered: the figures wait, two seconds at most, until they hold that write.");

        foreach (var (status, answer) in operation.Responses ?? [])
        {
            if (answer is not OpenApiResponse response || !int.TryParse(status, NumberStyles.None, CultureInfo.InvariantCulture, out var code) || code is < 200 or > 299) continue;
            if (versioned && response.Content?.Count > 0) Give(response, "ETag", "The version, for If-Match and If-None-Match.");
            if (code == StatusCodes.Status201Created) Give(response, "Location", "Where the new thing is.");
            if (route.SupportedResponseTypes.Any(type => type.StatusCode == code && IsPage(type.Type))) Give(response, "Link", "The next page, as rel=\"next\", when there is one.");
            if (!reads && metadata.OfType<TransactionMetadata>().Any()) Give(response, HeaderNames.Consistency, "For reads of figures that must hold this write.");
            if (HttpMethods.IsPost(method)) Give(response, HeaderNames.IdempotencyReplayed, "`true` when this is the answer to an earlier request with the same key.");
        }
        if (reads && versioned) (operation.Responses ??= [])["304"] = new OpenApiResponse { Description = "The version that If-None-Match names still stands." };
    }

    private static bool IsPage(Type? type) => type is { IsGenericType: true } && type.GetGenericTypeDefinition() == typeof(Page<>);

    private static void Take(OpenApiOperation operation, string name, string description) => (operation.Parameters ??= []).Add(new OpenApiParameter
    {
        Name = name,
        In = ParameterLocation.Header,
        Description = description,
        Schema = Text,
    });

    private static void Give(OpenApiResponse response, string name, string description) =>
        (response.Headers ??= new Dictionary<string, IOpenApiHeader>())[name] = new OpenApiHeader { Description = description, Schema = Text };

    private static OpenApiSchema Text => new() { Type = JsonSchemaType.String };
}
