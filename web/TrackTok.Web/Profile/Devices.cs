namespace TrackTok.Web.Profile;

/// <summary>A browser's long name for itself, as people say it: <c>Firefox · Windows</c>.</summary>
internal static class Devices
{
    private static readonly (string Sign, string Name)[] Browsers =
        [("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Chromium/", "Chromium"), ("Safari/", "Safari"), ("curl/", "curl"), ("PostmanRuntime", "Postman")];

    private static readonly (string Sign, string Name)[] Systems = [("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux")];

    internal static string? Name(string? userAgent)
    {
        if (string.IsNullOrWhiteSpace(userAgent)) return null;
        string?[] parts = [Of(Browsers, userAgent), Of(Systems, userAgent)];
        var name = string.Join(" · ", parts.OfType<string>());
        return name.Length > 0 ? name : userAgent.Length <= 60 ? userAgent : userAgent[..60] + "…";
    }

    private static string? Of((string Sign, string Name)[] known, string text) => known.FirstOrDefault(entry => text.Contains(entry.Sign, StringComparison.Ordinal)).Name;
}
