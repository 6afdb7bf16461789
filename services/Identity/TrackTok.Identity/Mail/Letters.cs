using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace TrackTok.Identity.Mail;

/// <summary>The letters there are. Each has its words in <c>letters.&lt;language&gt;.json</c>.</summary>
internal static class LetterKinds
{
    internal const string PasswordReset = "password_reset";
    internal const string PasswordChanged = "password_changed";

    internal const string Invitation = "invitation";

    internal const string VerifyEmail = "verify_email";
    internal const string ConfirmNewEmail = "confirm_new_email";
    internal const string AllowEmailChange = "allow_email_change";
    internal const string EmailChanged = "email_changed";
    internal const string NewDevice = "new_device";
    internal const string TwoFactorOn = "two_factor_on";
    internal const string TwoFactorOff = "two_factor_off";
    internal const string TwoFactorAsked = "two_factor_asked";
    internal const string PasskeyAdded = "passkey_added";
    internal const string PasskeyRemoved = "passkey_removed";
    internal const string ApiKeyMade = "api_key_made";
    internal const string SoftLimitPassed = "soft_limit_passed";

    internal static readonly string[] All = [PasswordReset, PasswordChanged, Invitation, VerifyEmail, ConfirmNewEmail, AllowEmailChange, EmailChanged, NewDevice, TwoFactorOn, TwoFactorOff, TwoFactorAsked, PasskeyAdded, PasskeyRemoved, ApiKeyMade, SoftLimitPassed];
}

/// <summary>The words of one letter in one language. Names in braces stand for values.</summary>
/// <param name="Action">What the link is called; null for a letter without one.</param>
internal sealed record LetterWords(string Subject, string[] Before, string? Action, string[] After);

/// <summary>Writes letters in the reader's language. A translation is one more file; a test holds the files against each other.</summary>
internal static partial class Letters
{
    private static readonly FrozenDictionary<string, FrozenDictionary<string, LetterWords>> Words = Languages.All.ToFrozenDictionary(language => language, Read);

    internal static LetterWords WordsOf(string language, string kind) => Words[language][kind];

    internal static IEnumerable<string> KindsIn(string language) => Words[language].Keys;

    /// <param name="values">What the names in braces stand for. What people chose themselves is made harmless first.</param>
    internal static Letter Write(string kind, string language, string to, Uri? link = null, params ReadOnlySpan<(string Name, string Value)> values)
    {
        var words = Words[language][kind];
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in values) known[name] = Harmless(value);
        return Letter.Write(language, to, Fill(words.Subject), [.. words.Before.Select(Fill)], words.Action is null ? null : Fill(words.Action), link, [.. words.After.Select(Fill)]);

        string Fill(string sentence) => Placeholder().Replace(sentence, match => known[match.Groups[1].Value]);
    }

    /// <summary>A name must not become a line of its own, nor an address that mail programs turn into a link: strangers choose names, and we send them on.</summary>
    private static string Harmless(string value) => Dot().Replace(Unfit().Replace(value, " "), ". ").Trim();

    private static FrozenDictionary<string, LetterWords> Read(string language)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"letters.{language}.json")!;
        return JsonSerializer.Deserialize<Dictionary<string, LetterWords>>(stream, JsonSerializerOptions.Web)!.ToFrozenDictionary();
    }

    [GeneratedRegex(@"\{(\w+)\}", RegexOptions.CultureInvariant, 100)]
    internal static partial Regex Placeholder();

    [GeneratedRegex(@"\s*[\p{C}/\\<>]+\s*", RegexOptions.CultureInvariant, 100)]
    private static partial Regex Unfit();

    [GeneratedRegex(@"(?<=\w)\.(?=\w)", RegexOptions.CultureInvariant, 100)]
    private static partial Regex Dot();
}
