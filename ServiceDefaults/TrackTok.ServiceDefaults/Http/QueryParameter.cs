using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.Primitives;

namespace TrackTok.ServiceDefaults;

/// <summary>What a route reads from the query, in the order of its handler's parameters.</summary>
public sealed record QueryMetadata(IReadOnlyList<QueryParameter> Parameters);

/// <summary>One parameter that a route reads from the query.</summary>
/// <param name="Name">As clients write it.</param>
/// <param name="Member">As the handler, or the record that gathers parameters, calls it.</param>
/// <param name="IsRequired">Whether the route cannot do without it.</param>
public sealed record QueryParameter(string Name, string Member, Type Type, bool IsRequired)
{
    /// <summary>True where it may be given several times.</summary>
    public bool TakesMany { get; } = Type.IsArray || Type == typeof(StringValues);

    /// <summary>True where it is a day, which is <c>YYYY-MM-DD</c> and nothing else (SPEC 1.3).</summary>
    public bool IsDay { get; } = (Nullable.GetUnderlyingType(Type) ?? Type) == typeof(DateOnly);

    /// <summary>Tells whether a text can be read as this parameter's type; null for what takes any text here.</summary>
    internal Func<string, bool>? Reads { get; } = (Nullable.GetUnderlyingType(Type) ?? Type.GetElementType() ?? Type) switch
    {
        var type when type == typeof(Guid) => text => Guid.TryParse(text, CultureInfo.InvariantCulture, out _),
        var type when type == typeof(bool) => text => bool.TryParse(text, out _),
        var type when type == typeof(int) => text => int.TryParse(text, CultureInfo.InvariantCulture, out _),
        var type when type == typeof(long) => text => long.TryParse(text, CultureInfo.InvariantCulture, out _),
        _ => null,
    };

    internal static string Unreadable(string text) => $"'{text}' cannot be read as this parameter's type.";

    /// <summary>The parameters that bind from the query; what a handler gets from route, headers, body or services is not among them.</summary>
    internal static QueryParameter[] Of(MethodInfo handler, RoutePattern route)
    {
        var nullability = new NullabilityInfoContext();
        return [.. handler.GetParameters().SelectMany(parameter => Flat(parameter, nullability)).Where(member => IsFromQuery(member, route)).Select(member => member.Parameter)];
    }

    private static IEnumerable<Bound> Flat(ParameterInfo parameter, NullabilityInfoContext nullability)
    {
        if (parameter.GetCustomAttribute<AsParametersAttribute>() is null) return [new Bound(parameter, parameter.Name!, parameter.ParameterType, !parameter.HasDefaultValue && IsNeeded(nullability.Create(parameter)))];
        var constructor = parameter.ParameterType.GetConstructors().FirstOrDefault(constructor => constructor.GetParameters().Length > 0);
        return constructor is not null
            ? constructor.GetParameters().SelectMany(inner => Flat(inner, nullability))
            : parameter.ParameterType.GetProperties().Where(property => property.CanWrite).Select(property => new Bound(property, property.Name, property.PropertyType, IsNeeded(nullability.Create(property))));
    }

    private static bool IsNeeded(NullabilityInfo nullability) => nullability.WriteState == NullabilityState.NotNull && !nullability.Type.IsArray;

    private static bool IsFromQuery(Bound member, RoutePattern route)
    {
        var attributes = member.Source.GetCustomAttributes(true);
        if (attributes.OfType<IFromQueryMetadata>().Any()) return true;
        if (attributes.Any(attribute => attribute is IFromRouteMetadata or IFromHeaderMetadata or IFromBodyMetadata or IFromFormMetadata or IFromServiceMetadata or AsParametersAttribute)) return false;
        return route.GetParameter(member.Name) is null && IsReadFromText(member.Type.IsArray ? member.Type.GetElementType()! : member.Type);
    }

    /// <summary>Whether the framework makes it of one text; anything else is a body or a service.</summary>
    private static bool IsReadFromText(Type type)
    {
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        return bare == typeof(string) || bare == typeof(StringValues) || bare.IsEnum || bare.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.FlattenHierarchy).Any(method => method.Name == "TryParse");
    }

    private sealed record Bound(ICustomAttributeProvider Source, string Name, Type Type, bool IsNeeded)
    {
        internal QueryParameter Parameter => new(
            Source.GetCustomAttributes(true).OfType<IFromQueryMetadata>().FirstOrDefault()?.Name ?? System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(Name), Name, Type, IsNeeded);
    }
}
