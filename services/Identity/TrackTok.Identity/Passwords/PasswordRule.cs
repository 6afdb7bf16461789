using TrackTok.ServiceDefaults;

namespace TrackTok.Identity.Passwords;

/// <summary>
/// Which passwords are good enough (SPEC 3.1): ten characters, or eight with upper case, lower case and a digit; none of those that everybody tries first.
/// </summary>
internal static class PasswordRule
{
    internal const int Longest = 200;

    private static string[] _permitted = [];

    /// <summary>Lets common passwords through by name: those of the demo data, in development only.</summary>
    internal static void Permit(params string[] passwords) => _permitted = passwords;

    /// <summary>Notes what is wrong with the password, if anything.</summary>
    internal static void Check(RequestErrors errors, string? password, string member)
    {
        if (password is null) errors.Add(member, "This is required.");
        else if (Reject(password) is { } sentence) errors.Add(member, sentence);
    }

    /// <summary>The sentence that says why not, or null when the password is good enough.</summary>
    internal static string? Reject(string password)
    {
        if (password.Length > Longest) return $"Give at most {Longest} characters.";
        var mixed = password.Any(char.IsUpper) && password.Any(char.IsLower) && password.Any(char.IsDigit);
        if (password.Length < 8 || (password.Length < 10 && !mixed)) return "Give at least 10 characters, or at least 8 with an upper-case letter, a lower-case letter and a digit.";
        if (password.Distinct().Count() < 4) return "Give more than a few different characters.";
        return !_permitted.Contains(password) && CommonPasswords.Hold(password) ? "This is one of the passwords that are tried first; choose another." : null;
    }
}
