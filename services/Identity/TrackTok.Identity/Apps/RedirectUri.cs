namespace TrackTok.Identity.Apps;

/// <summary>
/// The rules for an address that people are sent back to with a code (RFC 9700, RFC 8252): https, http to the device itself, or for apps on devices a scheme of their own. It is
/// compared letter by letter, so it is taken only in the form in which browsers would write it.
/// </summary>
internal static class RedirectUri
{
    internal const int Longest = 1000;

    /// <summary>Why the address cannot be taken; null when it can.</summary>
    internal static string? Unfit(string text, string kind)
    {
        if (text.Length is 0 or > Longest) return $"Give addresses of 1 to {Longest} characters.";
        foreach (var c in text) if (c is <= ' ' or >= (char)127 or '\\' or '"' or '<' or '>' or '`' or '^' or '{' or '|' or '}') return "An address holds no spaces, backslashes or characters beyond ASCII; write them as escapes.";
        if (text.Contains('*', StringComparison.Ordinal)) return "Wildcards are not possible; give every address.";
        if (text.Contains('#', StringComparison.Ordinal)) return "An address here has no fragment.";
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri)) return "Give whole addresses such as https://app.example.com/callback.";
        if (uri.UserInfo.Length > 0) return "An address here holds no user or password.";
        return uri.Scheme switch
        {
            "https" => uri.AbsoluteUri == text ? null : $"Write the address as browsers do: {uri.AbsoluteUri}",
            "http" when !IsOfDevice(uri) => "Use https; http only for localhost, names below it, 127.0.0.1 and [::1].",
            "http" => uri.AbsoluteUri == text ? null : $"Write the address as browsers do: {uri.AbsoluteUri}",
            _ => UnfitScheme(text, uri.Scheme, kind),
        };
    }

    /// <summary>Names below <c>localhost</c> lead to the device too (RFC 6761), whatever the network says.</summary>
    private static bool IsOfDevice(Uri uri) => uri.Host is "localhost" or "127.0.0.1" or "[::1]" || uri.Host.EndsWith(".localhost", StringComparison.Ordinal);

    /// <summary>A scheme of one's own is a domain turned round, so that it is nobody else's; that also leaves out <c>javascript</c>, <c>data</c> and their like.</summary>
    private static string? UnfitScheme(string text, string scheme, string kind)
    {
        if (!scheme.Contains('.', StringComparison.Ordinal)) return "Use https, or a scheme of your own made from your domain, such as com.example.app:/callback.";
        if (kind != AppKinds.Public) return "Only a public app, which runs on people's devices, has a scheme of its own; use https.";
        return text.StartsWith(scheme + ":", StringComparison.Ordinal) ? null : "Write the scheme in lower case.";
    }
}
