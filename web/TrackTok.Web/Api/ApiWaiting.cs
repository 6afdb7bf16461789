using System.Diagnostics;

namespace TrackTok.Web.Api;

/// <summary>How long one page has waited for the API. Calls that run side by side count once.</summary>
internal sealed class ApiWaiting
{
    private readonly Lock _lock = new();
    private int _running;
    private long _since;

    internal TimeSpan Elapsed { get; private set; }

    internal static ApiWaiting Of(HttpContext http)
    {
        if (http.Items[typeof(ApiWaiting)] is ApiWaiting known) return known;
        var waiting = new ApiWaiting();
        http.Items[typeof(ApiWaiting)] = waiting;
        return waiting;
    }

    internal void Begin()
    {
        lock (_lock)
        {
            if (_running++ == 0) _since = Stopwatch.GetTimestamp();
        }
    }

    internal void End()
    {
        lock (_lock)
        {
            if (--_running == 0) Elapsed += Stopwatch.GetElapsedTime(_since);
        }
    }
}
