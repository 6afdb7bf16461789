using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace TrackTok.ServiceDefaults;

/// <summary>
/// Refuses query parameters that a route does not know (SPEC 1.1): a mistyped filter must not return everything. What is known is what binds from the query; of that, what takes one
/// value is given once, and a day is <c>YYYY-MM-DD</c> (SPEC 1.3), however much more the framework would read. What may be left out is read here first, because the code that binds it does not say
/// what it could not read, and takes an empty text for none: a filter that is empty must not return everything either.
/// </summary>
internal static class KnownQuery
{
    internal static void Guard(EndpointBuilder endpoint)
    {
        if (endpoint is not RouteEndpointBuilder route || route.Metadata.OfType<MethodInfo>().FirstOrDefault() is not { } handler) return;
        var parameters = QueryParameter.Of(handler, route.RoutePattern);
        var known = parameters.ToFrozenDictionary(parameter => parameter.Name, StringComparer.Ordinal);
        route.Metadata.Add(new QueryMetadata(parameters));
        route.FilterFactories.Add((_, next) => invocation => Refuse(invocation.HttpContext.Request.Query, known) is { } refusal ? ValueTask.FromResult<object?>(refusal.ToProblem()) : next(invocation));
    }

    private static Refusal? Refuse(IQueryCollection query, FrozenDictionary<string, QueryParameter> known)
    {
        if (query.Count == 0) return null;
        RequestErrors? unknown = null, unfit = null;
        foreach (var (name, values) in query)
        {
            if (!known.TryGetValue(name, out var parameter))
                (unknown ??= new()).Add(name.Length <= 40 ? name : name[..40] + "…", known.Count == 0 ? "This route takes no query parameters." : "There is no such query parameter here; check its spelling.");
            else if (values.Count > 1 && !parameter.TakesMany) (unfit ??= new()).Add(name, "Give this once.");
            else if (parameter.IsDay && !Days.TryRead(values, out _)) (unfit ??= new()).Add(name, Days.Form);
            else if (parameter.Reads is { } reads && Array.Find(values.ToArray(), text => !reads(text ?? "")) is { } unreadable) (unfit ??= new()).Add(name, QueryParameter.Unreadable(unreadable));
        }
        return unknown is null ? unfit?.ToRefusal() : Unknown with { Errors = unknown.ToRefusal()!.Errors };
    }

    internal static readonly Refusal Unknown = new(RefusalKind.Invalid, "unknown_parameter", "There is no such query parameter here; check its spelling.");
}

/// <summary>Days as the API writes and reads them: <c>YYYY-MM-DD</c> (SPEC 1.3).</summary>
public static class Days
{
    /// <summary>The sentence for a text that is no day.</summary>
    public const string Form = "Give a day as YYYY-MM-DD, such as 2025-01-31.";

    public static bool TryRead(string? text, out DateOnly day) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);
}
