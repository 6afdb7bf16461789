using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using TrackTok.ServiceDefaults;
using TrackTok.Web.Session;

namespace TrackTok.Web.Api;

/// <summary>
/// One request to the gateway on behalf of a visitor: under the host that the visitor called (so that the gateway sees the same company), with their device's name, and
/// with the gateway's own signed word on their address, which it gives back to the gateway. Anything but a good answer becomes a <see cref="Problem"/>.
/// </summary>
internal sealed class GatewayCalls(HttpClient http, IHttpContextAccessor visitors)
{
    internal Task<ApiAnswer<Tokens>> RefreshAsync(string refreshToken, HttpContext visitor, CancellationToken cancellationToken) =>
        SendAsync<Tokens>(Request(HttpMethod.Post, "/api/v1/auth/refresh", visitor, null, new { refresh_token = refreshToken }), cancellationToken);

    internal Task<ApiAnswer<Me>> MeAsync(string accessToken, HttpContext visitor, CancellationToken cancellationToken) =>
        SendAsync<Me>(Request(HttpMethod.Get, "/api/v1/auth/me", visitor, accessToken, null), cancellationToken);

    internal Task<ApiAnswer<Nothing>> LogOutAsync(string accessToken, HttpContext visitor, CancellationToken cancellationToken) =>
        SendAsync<Nothing>(Request(HttpMethod.Post, "/api/v1/auth/logout", visitor, accessToken, null), cancellationToken);

    internal Task<ApiAnswer<ProvedToken>> StepUpAsync(string accessToken, object proof, HttpContext visitor, CancellationToken cancellationToken) =>
        SendAsync<ProvedToken>(Request(HttpMethod.Post, "/api/v1/auth/step-up", visitor, accessToken, proof), cancellationToken);

    internal static HttpRequestMessage Request(HttpMethod method, string path, HttpContext visitor, string? accessToken, object? body)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Host = visitor.Request.Host.Value;
        if (accessToken is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        Pass(HeaderNames.Edge);
        Pass("User-Agent");
        Pass("Accept-Language");
        Pass(HeaderNames.RequestId);
        if (body is not null) request.Content = JsonContent.Create(body, body.GetType(), options: ApiJson.Options);
        return request;

        void Pass(string name)
        {
            if (visitor.Request.Headers.TryGetValue(name, out var value)) request.Headers.TryAddWithoutValidation(name, value.ToString());
        }
    }

    internal async Task<ApiAnswer<T>> SendAsync<T>(HttpRequestMessage request, CancellationToken cancellationToken, Action<HttpResponseMessage>? seen = null)
    {
        var waiting = visitors.HttpContext is { } visitor ? ApiWaiting.Of(visitor) : null;
        waiting?.Begin();
        using (request)
        {
            try
            {
                using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
                seen?.Invoke(answer);
                return answer.IsSuccessStatusCode ? await ReadAsync<T>(answer, cancellationToken) : new ApiAnswer<T>(default, await ReadProblemAsync(answer, cancellationToken));
            }
            catch (Exception e) when (e is JsonException || IsAway(e, cancellationToken))
            {
                return new ApiAnswer<T>(default, Away);
            }
            finally
            {
                waiting?.End();
            }
        }
    }

    /// <summary>Gives a file of the API on as it comes, under the name that the API gives it; nothing of it is kept here.</summary>
    internal async Task<Problem?> PassAsync(HttpRequestMessage request, HttpResponse response, CancellationToken cancellationToken)
    {
        using (request)
        {
            HttpResponseMessage begun;
            try
            {
                begun = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            }
            catch (Exception e) when (IsAway(e, cancellationToken))
            {
                return Away;
            }
            using var answer = begun;
            if (!answer.IsSuccessStatusCode) return await ReadProblemAsync(answer, cancellationToken);
            response.ContentType = answer.Content.Headers.ContentType?.ToString();
            response.Headers.ContentDisposition = answer.Content.Headers.ContentDisposition?.ToString();
            await answer.Content.CopyToAsync(response.Body, cancellationToken);
            return null;
        }
    }

    private static Problem Away => Problem.Of(StatusCodes.Status503ServiceUnavailable, "unavailable", null) with { RetryAfter = 2 };

    private static bool IsAway(Exception e, CancellationToken cancellationToken) => e is HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    private static async Task<ApiAnswer<T>> ReadAsync<T>(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var value = typeof(T) == typeof(Nothing) || answer.StatusCode == System.Net.HttpStatusCode.NoContent
            ? default
            : await answer.Content.ReadFromJsonAsync<T>(ApiJson.Options, cancellationToken);
        return new ApiAnswer<T>(value, null)
        {
            ETag = answer.Headers.ETag?.ToString(),
            PlanWarning = answer.Headers.TryGetValues(HeaderNames.PlanWarning, out var warnings) ? string.Join(' ', warnings.Select(ProblemWords.InWords)) : null,
        };
    }

    private static async Task<Problem> ReadProblemAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var status = (int)answer.StatusCode;
        var problem = answer.Content.Headers.ContentType?.MediaType == "application/problem+json"
            ? await answer.Content.ReadFromJsonAsync<Problem>(ApiJson.Options, cancellationToken)
            : null;
        problem ??= Problem.Of(status, "refused");
        return problem.InWords() with { Status = status, RetryAfter = (int?)answer.Headers.RetryAfter?.Delta?.TotalSeconds };
    }
}

/// <summary>An answer without a body.</summary>
public sealed record Nothing;
