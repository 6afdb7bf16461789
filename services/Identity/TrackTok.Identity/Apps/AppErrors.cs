using TrackTok.ServiceDefaults;

namespace TrackTok.Identity.Apps;

/// <summary>Every way in which an app can refuse.</summary>
internal static class AppErrors
{
    internal static readonly Refusal NotFound = Refusal.NotFound("app");

    internal static readonly Refusal TooMany = new(RefusalKind.Conflict, "too_many_apps", $"A company has at most {App.Most} apps; revoke one that is not used.");

    internal static readonly Refusal NoSecret = new(RefusalKind.Conflict, "app_has_no_secret", "A public app has no secret: it runs where nothing stays secret.");
}
