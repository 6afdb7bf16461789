using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace TrackTok.ServiceDefaults;

/// <summary>Turns what went wrong below the use cases into problem answers: unreadable bodies, unknown routes, lost databases, and faults of our own.</summary>
public sealed partial class ProblemWriter(IEnumerable<IExceptionRefusal> translations, ILogger<ProblemWriter> log) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (httpContext.RequestAborted.IsCancellationRequested || httpContext.Response.HasStarted) return true;
        // The framework has taken the endpoint away from a request that failed.
        var endpoint = httpContext.Features.Get<IExceptionHandlerFeature>()?.Endpoint ?? httpContext.GetEndpoint();
        var refusal = Translate(exception, httpContext, endpoint);
        if (refusal is null)
        {
            LogFault(exception, httpContext.Request.Method, endpoint?.DisplayName);
            refusal = SharedRefusals.Fault;
            httpContext.Response.StatusCode = 500;
            await httpContext.Response.WriteAsJsonAsync(refusal.ToDetails(), Refusal.ProblemJson, "application/problem+json", CancellationToken.None);
            return true;
        }
        await refusal.WriteAsync(httpContext);
        return true;
    }

    private Refusal? Translate(Exception exception, HttpContext http, Endpoint? endpoint)
    {
        foreach (var translation in translations) if (translation.Translate(exception) is { } refusal) return refusal;
        return exception switch
        {
            BadHttpRequestException bad => Unreadable(bad, http.Request.Query, endpoint?.Metadata.GetMetadata<QueryMetadata>()?.Parameters ?? []),
            ConnectionResetException => SharedRefusals.ConnectionReset,
            TimeoutException => SharedRefusals.TimedOut,
            _ => null,
        };
    }

    private static Refusal Unreadable(BadHttpRequestException bad, IQueryCollection query, IReadOnlyList<QueryParameter> known)
    {
        if (StatusProblems.Of(bad.StatusCode) is { Kind: not RefusalKind.Unreadable } other) return other;
        if (bad.InnerException is JsonException json) return UnreadableJson.Of(json);
        if (Parameter().Match(bad.Message) is not { Success: true } match) return SharedRefusals.Unreadable;
        var member = match.Groups["name"].Value;
        var parameter = known.FirstOrDefault(parameter => parameter.Member == member);
        if (match.Groups["value"].Success)
            return Refusal.Invalid(parameter?.Name ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(member), parameter is { IsDay: true } ? Days.Form : QueryParameter.Unreadable(match.Groups["value"].Value));
        var errors = new RequestErrors();
        // The framework stops at the first that is missing.
        foreach (var missing in known.Where(parameter => parameter.IsRequired && !query.ContainsKey(parameter.Name))) errors.Required(null, missing.Name);
        return errors.ToRefusal() ?? Refusal.Invalid(parameter?.Name ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(member), "This is required.");
    }

    [GeneratedRegex("""parameter "\S+ (?<name>\w+)" (?:from "(?<value>[^"]*)"|was not provided|from query string|from route)""", RegexOptions.None, 100)]
    private static partial Regex Parameter();

    [LoggerMessage(LogLevel.Error, "{Method} {Endpoint} failed by a fault of our own")]
    private partial void LogFault(Exception exception, string method, string? endpoint);
}

/// <summary>Knows the refusal that belongs to an exception of some library: a lost database, a unique index.</summary>
public interface IExceptionRefusal
{
    /// <summary>The refusal, or null when the exception is none of its business.</summary>
    Refusal? Translate(Exception exception);
}
