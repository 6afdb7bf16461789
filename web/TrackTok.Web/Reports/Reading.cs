using TrackTok.Web.Api;

namespace TrackTok.Web.Reports;

internal static class Reading
{
    /// <summary>The report, or why the filter was refused; any other refusal becomes the error page.</summary>
    internal static (T? Report, Problem? Problem) Shown<T>(ApiAnswer<T> answer)
        where T : class =>
        answer.Problem is { Status: StatusCodes.Status422UnprocessableEntity or StatusCodes.Status400BadRequest } ? (null, answer.Problem) : (answer.OrErrorPage(), null);
}
