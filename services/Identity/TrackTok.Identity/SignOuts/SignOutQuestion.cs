using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using TrackTok.Identity.Apps;
using TrackTok.Identity.Keys;

namespace TrackTok.Identity.SignOuts;

/// <summary>An app's wish that its person sign out here (OpenID Connect RP-Initiated Logout 1.0), checked when it arrived.</summary>
/// <param name="Back">An address of the app's registration, with its state; null when it named none.</param>
internal sealed record SignOutQuestion(Guid TenantId, Guid AppId, string? Back, DateTimeOffset ExpiresAt);

/// <summary>Writes such a wish into the address of the page that asks the person, sealed: nobody can make us lead a browser to an address that no app registered, and nothing is kept.</summary>
internal sealed class SignOutQuestions(Seals seals, TimeProvider time)
{
    internal const int Longest = 5000;
    private const string Purpose = "sign-out";

    /// <summary>Time to decide.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    internal string Ask(App app, string? back) =>
        Base64Url.EncodeToString(seals.Seal(JsonSerializer.Serialize(new SignOutQuestion(app.TenantId, app.Id, back, time.GetUtcNow() + Patience)), Purpose));

    /// <summary>Null when it is not ours, was altered, or is too old.</summary>
    internal SignOutQuestion? Read(string text)
    {
        try
        {
            var question = JsonSerializer.Deserialize<SignOutQuestion>(seals.Open(Base64Url.DecodeFromChars(text), Purpose));
            return question is not null && question.ExpiresAt > time.GetUtcNow() ? question : null;
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            return null;
        }
    }
}
