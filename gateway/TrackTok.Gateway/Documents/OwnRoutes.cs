using System.Text.Json.Nodes;
using TrackTok.Gateway.Edge;
using TrackTok.Gateway.Services;
using TrackTok.ServiceDefaults;

namespace TrackTok.Gateway.Documents;

/// <summary>What the gateway answers itself: the permission table of all services, the API's document, and the pages about it.</summary>
internal static class OwnRoutes
{
    private const string PermissionsPath = "/api/v1/permissions";

    internal static void MapDocuments(this WebApplication app)
    {
        app.MapGet(PermissionsPath, PermissionsAsync).WithKnownQuery().WithMetadata(Open(PermissionsPath));
        app.MapGet("/openapi/v1.json", ApiAsync).WithMetadata(Open("/openapi/v1.json"));
        app.MapGet("/docs/errors", ErrorsAsync).WithMetadata(Open("/docs/errors"));
        app.MapReference().WithMetadata(Open("/docs"));
    }

    /// <summary>These routes' part of the API's document.</summary>
    internal static JsonObject Describe() => (JsonObject)JsonNode.Parse("""
        {
          "paths": {
            "/api/v1/permissions": {
              "get": {
                "operationId": "ListPermissions",
                "summary": "The permission table",
                "description": "What each role may do: `all`, `own` (only what is one's own) or `none`. Open to all.",
                "security": [],
                "responses": {
                  "200": { "description": "OK", "content": { "application/json": { "schema": { "$ref": "#/components/schemas/PermissionPage" } } } },
                  "422": { "description": "`unknown_parameter`: There is no such query parameter here; check its spelling.", "content": { "application/problem+json": {} } },
                  "429": { "description": "`too_many_requests`: Slow down and try again after the time in Retry-After.", "content": { "application/problem+json": {} } },
                  "503": { "description": "`unavailable`: A service has not been heard yet; try again.", "content": { "application/problem+json": {} } }
                }
              }
            }
          },
          "components": {
            "schemas": {
              "PermissionPage": {
                "type": "object",
                "required": ["items", "next_cursor", "has_more"],
                "properties": {
                  "items": { "type": "array", "items": { "$ref": "#/components/schemas/Permission" } },
                  "next_cursor": { "type": ["null", "string"] },
                  "has_more": { "type": "boolean" }
                }
              },
              "Permission": {
                "type": "object",
                "required": ["name", "summary", "owner", "admin", "analyst", "member"],
                "properties": {
                  "name": { "type": "string" },
                  "summary": { "type": "string" },
                  "owner": { "$ref": "#/components/schemas/Reach" },
                  "admin": { "$ref": "#/components/schemas/Reach" },
                  "analyst": { "$ref": "#/components/schemas/Reach" },
                  "member": { "$ref": "#/components/schemas/Reach" }
                }
              },
              "Reach": { "type": "string", "enum": ["none", "own", "all"] }
            }
          }
        }
        """)!;

    private static async Task<IResult> PermissionsAsync(GatheredDocuments documents, CancellationToken cancellationToken) =>
        await documents.PermissionsAsync(cancellationToken) is { } table ? TypedResults.Ok(new Page<PublishedPermission>(table, null, false)) : EdgeErrors.Unavailable.ToProblem();

    private static async Task<IResult> ApiAsync(GatheredDocuments documents, HttpContext http, CancellationToken cancellationToken)
    {
        var api = await documents.ApiAsync(cancellationToken);
        http.Response.Headers.CacheControl = "no-cache";
        return TypedResults.Bytes(api.Bytes, "application/json", entityTag: Microsoft.Net.Http.Headers.EntityTagHeaderValue.Parse(api.ETag));
    }

    private static async Task<IResult> ErrorsAsync(GatheredDocuments documents, HttpContext http, CancellationToken cancellationToken)
    {
        var api = await documents.ApiAsync(cancellationToken);
        http.Response.Headers.ContentSecurityPolicy = ErrorsPage.Policy;
        return TypedResults.Text(ErrorsPage.Render((JsonArray)api.Document["x-refusals"]!), "text/html", System.Text.Encoding.UTF8);
    }

    private static EdgeRoute Open(string path) => new(path, "gateway", Access.Open, Counted.AsVisit);
}
