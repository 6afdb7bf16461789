using TrackTok.ServiceDefaults;

namespace TrackTok.Budgets.Alerts;

/// <summary>Every way an alert can refuse.</summary>
internal static class AlertErrors
{
    public static readonly Refusal NotFound = Refusal.NotFound("alert");
}
