using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using TrackTok.Identity.People;
using TrackTok.ServiceDefaults;

namespace TrackTok.Identity.ExternalSignIns;

/// <summary>What an identity provider says of a person.</summary>
/// <param name="Email">Case-folded; null when it says none that could be one.</param>
/// <param name="EmailVerified">True only where the provider says so.</param>
/// <param name="SawFactor">The provider asked for more than one factor (<c>mfa</c> among the <c>amr</c> of RFC 8176).</param>
internal sealed record VouchedPerson(string Subject, string? Email, bool EmailVerified, string FirstName, string LastName, bool SawFactor)
{
    private const int LongestName = 100;

    /// <summary>The domain of the address, for comparison with those that a company proved, which are ASCII.</summary>
    internal string? Domain => Email?[(Email.LastIndexOf('@') + 1)..];

    /// <summary>From the identity token, and from what the provider's userinfo endpoint adds to it.</summary>
    internal static VouchedPerson Of(JsonWebToken token, JsonElement? more)
    {
        var email = Address(Text("email"));
        var local = email?[..email.LastIndexOf('@')] ?? "?";
        var words = (Text("name") ?? local).Split((char[])[' ', '.'], 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var first = Name(Text("given_name")) ?? Name(words.FirstOrDefault()) ?? local;
        var last = Name(Text("family_name")) ?? Name(words.ElementAtOrDefault(1)) ?? first;
        var factors = token.TryGetPayloadValue<string[]>("amr", out var amr) ? amr : [];
        return new VouchedPerson(token.Subject, email, Flag("email_verified"), first, last, factors.Contains("mfa"));

        string? Text(string claim) => token.TryGetPayloadValue<string>(claim, out var text) ? text : more is { } body && body.TryGetProperty(claim, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

        // Whichever says the address says whether it is verified. Some providers say it as a text.
        bool Flag(string claim) => token.TryGetPayloadValue<string>("email", out _)
            ? token.TryGetPayloadValue<object>(claim, out var said) && IsTrue(said)
            : more is { } body && body.TryGetProperty(claim, out var value) && (value.ValueKind == JsonValueKind.True || (value.ValueKind == JsonValueKind.String && IsTrue(value.GetString())));
    }

    private static bool IsTrue(object? said) => said is true || (said is string text && text.Equals("true", StringComparison.OrdinalIgnoreCase));

    /// <summary>An address in ASCII only: letters that fold into others would make two people one.</summary>
    private static string? Address(string? text) => text is not null && System.Text.Ascii.IsValid(text) && new RequestErrors().Email(text, "email") ? Person.FoldEmail(text) : null;

    private static string? Name(string? text)
    {
        var name = text is null ? "" : string.Concat(text.Where(c => !char.IsControl(c))).Trim();
        return name.Length == 0 ? null : name.Length <= LongestName ? name : name[..LongestName].Trim();
    }
}
