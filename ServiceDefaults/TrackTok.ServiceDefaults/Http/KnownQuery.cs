using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace TrackTok.ServiceDefaults;

/// <summary>Refuses query parameters that a route does not know (SPEC 1.1): a mistyped filter must not return everything.</summary>
internal static class KnownQuery
{
    internal static EndpointFilterDelegate Create(EndpointFilterFactoryContext context, EndpointFilterDelegate next)
    {
        var known = Names(context.MethodInfo.GetParameters()).ToFrozenSet(StringComparer.Ordinal);
        return invocation =>
        {
            foreach (var parameter in invocation.HttpContext.Request.Query)
                if (!known.Contains(parameter.Key)) return ValueTask.FromResult<object?>(Unknown(parameter.Key, known).ToProblem());
            return next(invocation);
        };
    }

    private static IEnumerable<string> Names(IEnumerable<ParameterInfo> parameters) => parameters.SelectMany(parameter =>
        parameter.GetCustomAttribute<AsParametersAttribute>() is null
            ? [Name(parameter.Name!, parameter.GetCustomAttribute<FromQueryAttribute>()?.Name)]
            : parameter.ParameterType.GetProperties().SelectMany(property => property.GetCustomAttribute<AsParametersAttribute>() is null
                ? [Name(property.Name, property.GetCustomAttribute<FromQueryAttribute>()?.Name ?? FromConstructor(property))]
                : property.PropertyType.GetProperties().Select(inner => Name(inner.Name, inner.GetCustomAttribute<FromQueryAttribute>()?.Name ?? FromConstructor(inner)))));

    private static string? FromConstructor(PropertyInfo property) => property.DeclaringType!.GetConstructors()
        .SelectMany(constructor => constructor.GetParameters()).FirstOrDefault(parameter => parameter.Name == property.Name)?.GetCustomAttribute<FromQueryAttribute>()?.Name;

    private static string Name(string name, string? given) => given ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(name);

    private static Refusal Unknown(string name, FrozenSet<string> known)
    {
        var shown = name.Length <= 40 ? name : name[..40] + "…";
        return Refusal.Invalid(shown, known.Count == 0 ? "This route takes no query parameters." : "There is no such query parameter here; check its spelling.") with { Code = "unknown_parameter" };
    }
}
