using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.OpenApi;

namespace TrackTok.ServiceDefaults;

/// <summary>Each service's part of the OpenAPI document: every route with its permission and the codes it refuses with, and all codes with their sentences in <c>x-refusals</c>. The gateway merges the parts.</summary>
internal static class ApiDocument
{
    internal static void AddOpenApiDocument(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.CreateSchemaReferenceId = SchemaForms.Name;
        options.AddSchemaTransformer<SchemaForms>();
        options.AddOperationTransformer((operation, context, _) =>
        {
            var metadata = context.Description.ActionDescriptor.EndpointMetadata;
            operation.Extensions ??= new Dictionary<string, IOpenApiExtension>();
            if (metadata.OfType<PermissionMetadata>().LastOrDefault() is { } permission)
            {
                operation.Extensions["x-permission"] = new JsonNodeExtension(JsonValue.Create(permission.Permission.Name));
                operation.Description = Join(operation.Description, $"Permission: `{permission.Permission.Name}` ({permission.Permission.Summary}).");
            }
            else if (metadata.OfType<PublicMetadata>().Any())
            {
                operation.Security = [];
                operation.Description = Join(operation.Description, "Open to all.");
            }
            else if (metadata.OfType<OperatorMetadata>().Any())
            {
                operation.Description = Join(operation.Description, "For the platform's operators only.");
            }
            if (metadata.OfType<ExampleMetadata>().LastOrDefault() is { } example && operation.RequestBody?.Content is { } bodies)
                foreach (var body in bodies.Values) body.Example = JsonNode.Parse(example.Json);
            // The generated binding calls lists required, which may be left out like others.
            var query = metadata.OfType<QueryMetadata>().SelectMany(known => known.Parameters).ToDictionary(parameter => parameter.Name, StringComparer.Ordinal);
            foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>())
                if (parameter.In == ParameterLocation.Query && query.TryGetValue(parameter.Name ?? "", out var read)) parameter.Required = read.IsRequired;
            HeaderNotes.Add(operation, context.Description);
            var refusals = metadata.OfType<RefusalsMetadata>().SelectMany(given => given.Refusals).Concat(SharedRefusals.Of(context.Description)).DistinctBy(refusal => refusal.Code).ToList();
            operation.Extensions["x-codes"] = new JsonNodeExtension(new JsonArray([.. refusals.Select(refusal => (JsonNode)refusal.Code)]));
            foreach (var group in refusals.GroupBy(refusal => (int)refusal.Kind))
            {
                operation.Responses ??= [];
                operation.Responses[group.Key.ToString(System.Globalization.CultureInfo.InvariantCulture)] = new OpenApiResponse
                {
                    Description = string.Join(" ", group.Select(refusal => $"`{refusal.Code}`: {refusal.Detail}")),
                    Content = new Dictionary<string, OpenApiMediaType> { ["application/problem+json"] = new OpenApiMediaType { Example = Problem(group.First()) } },
                };
            }
            return Task.CompletedTask;
        });
        options.AddDocumentTransformer((document, context, _) =>
        {
            var process = Assembly.Load(context.ApplicationServices.GetRequiredService<IHostEnvironment>().ApplicationName);
            var refusals = context.DescriptionGroups.SelectMany(group => group.Items)
                .SelectMany(route => route.ActionDescriptor.EndpointMetadata.OfType<RefusalsMetadata>().SelectMany(given => given.Refusals).Concat(SharedRefusals.Of(route)))
                .Concat(RefusalCatalog.Of(process)).DistinctBy(refusal => refusal.Code).OrderBy(refusal => refusal.Code, StringComparer.Ordinal);
            document.Extensions ??= new Dictionary<string, IOpenApiExtension>();
            document.Extensions["x-refusals"] = new JsonNodeExtension(new JsonArray([.. refusals.Select(refusal => (JsonNode)new JsonObject
            {
                ["code"] = refusal.Code,
                ["status"] = (int)refusal.Kind,
                ["detail"] = refusal.Detail,
            })]));
            return Task.CompletedTask;
        });
    });

    private static JsonObject Problem(Refusal refusal) => new()
    {
        ["type"] = "/docs/errors#" + refusal.Code,
        ["title"] = Titles.Of(refusal.Kind),
        ["status"] = (int)refusal.Kind,
        ["detail"] = refusal.Detail,
        ["code"] = refusal.Code,
        ["trace_id"] = "4bf92f3577b34da6a3ce929d0e0e4736",
    };

    private static string Join(string? first, string second) => string.IsNullOrEmpty(first) ? second : first + "\n\n" + second;
}
