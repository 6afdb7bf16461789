using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using TrackTok.Currencies;

namespace TrackTok.ServiceDefaults;

/// <summary>
/// What schemas say beyond what the framework sees: the types that our converters write, the words that a member takes (<see cref="OneOfAttribute"/>), and which members of a request
/// are required, which its own check tells (<see cref="ICheckedRequest"/>) and <see cref="RequiredAttribute"/> where the check needs to know the company.
/// </summary>
internal sealed class SchemaForms : IOpenApiSchemaTransformer
{
    internal const string AmountExample = "125.50";

    /// <summary>A change is described in the place of its member, because what it takes is what the member takes, and null.</summary>
    internal static string? Name(JsonTypeInfo type) => IsChange(type.Type) ? null : OpenApiOptions.CreateDefaultSchemaReferenceId(type);

    public async Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = context.JsonTypeInfo.Type;
        if (IsChange(type)) await TakeOverAsync(schema, type.GetGenericArguments()[0], context, cancellationToken);
        else Complete(schema, type, context);
        if (Words(context) is { } words)
        {
            if (schema is { Type: { } of, Items: OpenApiSchema item } && of.HasFlag(JsonSchemaType.Array)) item.Enum = Nodes(words, false);
            else schema.Enum = Nodes(words, schema.Type?.HasFlag(JsonSchemaType.Null) == true);
        }
        if (schema.Properties is { Count: > 0 } && IsRequest(type)) schema.Required = Required(type, context.JsonTypeInfo);
    }

    private static void Complete(OpenApiSchema schema, Type type, OpenApiSchemaTransformerContext context)
    {
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        if (bare == typeof(DateTimeOffset)) (schema.Type, schema.Format) = (JsonSchemaType.String, "date-time");
        else if (bare == typeof(decimal)) (schema.Type, schema.Format) = (JsonSchemaType.Number, "decimal");
        else if (bare == typeof(AmountText))
        {
            (schema.Type, schema.Examples) = (JsonSchemaType.String | JsonSchemaType.Number, [AmountExample]);
            schema.Description = "A decimal string in the currency's minor units; an exact JSON number is taken too.";
        }
        else if (bare == typeof(string) || bare.IsEnum) schema.Type ??= JsonSchemaType.String;
        else if (bare.IsAssignableTo(typeof(IEnumerable<string>))) schema.Items ??= new OpenApiSchema { Type = JsonSchemaType.String };
        else if (bare.IsAssignableTo(typeof(IEnumerable<decimal>))) schema.Items ??= new OpenApiSchema { Type = JsonSchemaType.Number, Format = "decimal" };
        else if (bare.IsAssignableTo(typeof(IEnumerable<KeyValuePair<string, string>>))) schema.AdditionalProperties ??= new OpenApiSchema { Type = JsonSchemaType.String };
        else return;
        if (schema.Type?.HasFlag(JsonSchemaType.String) != true && schema.Type?.HasFlag(JsonSchemaType.Number) != true) return;
        var nullable = bare == typeof(string) ? context.JsonPropertyInfo is { } property && (property.IsGetNullable || property.IsSetNullable) : bare != type;
        if (nullable && bare != typeof(AmountText)) schema.Type |= JsonSchemaType.Null;
    }

    private static async Task TakeOverAsync(OpenApiSchema schema, Type type, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var inner = await context.GetOrCreateSchemaAsync(Nullable.GetUnderlyingType(type) ?? type, null, cancellationToken);
        (schema.Type, schema.Format, schema.Items, schema.Examples) = (inner.Type | JsonSchemaType.Null, inner.Format, inner.Items, inner.Examples);
        (schema.Properties, schema.AdditionalPropertiesAllowed, schema.AdditionalProperties) = (inner.Properties, inner.AdditionalPropertiesAllowed, inner.AdditionalProperties);
        schema.Description = "Left out: unchanged; null: cleared.";
        if (schema.Type?.HasFlag(JsonSchemaType.Array) == true && schema.Items is null) Complete(schema, type, context);
    }

    private static IReadOnlyList<string>? Words(OpenApiSchemaTransformerContext context)
    {
        if (context.JsonPropertyInfo is { } property)
            return (property.AttributeProvider?.GetCustomAttributes(typeof(OneOfAttribute), true).OfType<OneOfAttribute>().FirstOrDefault()
                ?? property.AssociatedParameter?.AttributeProvider?.GetCustomAttributes(typeof(OneOfAttribute), true).OfType<OneOfAttribute>().FirstOrDefault())?.Words;
        return context.ParameterDescription?.ParameterDescriptor is IParameterInfoParameterDescriptor { ParameterInfo: { } parameter } ? parameter.GetCustomAttribute<OneOfAttribute>()?.Words : null;
    }

    private static List<JsonNode> Nodes(IReadOnlyList<string> words, bool orNull) => [.. words.Select(word => (JsonNode)word), .. orNull ? [JsonNullSentinel.JsonNull] : Array.Empty<JsonNode>()];

    private static bool IsChange(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Change<>);

    private static bool IsRequest(Type type) => type.Name.EndsWith("Request", StringComparison.Ordinal) || type.Name.EndsWith("Body", StringComparison.Ordinal) || type.Name.EndsWith("Patch", StringComparison.Ordinal);

    private static HashSet<string> Required(Type type, JsonTypeInfo info)
    {
        var required = info.Properties.Where(property => property.AttributeProvider?.IsDefined(typeof(RequiredAttribute), true) == true || property.AssociatedParameter?.AttributeProvider?.IsDefined(typeof(RequiredAttribute), true) == true)
            .Select(property => property.Name).ToHashSet(StringComparer.Ordinal);
        if (!type.IsAssignableTo(typeof(ICheckedRequest))) return required;
        var errors = new RequestErrors();
        ((ICheckedRequest)JsonSerializer.Deserialize("{}", type, JsonDefaults.Options)!).Check(errors);
        required.UnionWith(errors.Missing.Where(member => info.Properties.Any(property => property.Name == member)));
        return required;
    }
}
