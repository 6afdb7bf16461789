using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace TrackTok.Web.Session;

/// <summary>
/// What a form must bring back at its next submit and nobody may read or change on the way, such as a password between two steps of signing in: a hidden field, encrypted,
/// good for ten minutes and for one purpose.
/// </summary>
public sealed class Sealed(IDataProtectionProvider protection)
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    public string Seal<T>(string purpose, T value) => Protector(purpose).Protect(JsonSerializer.Serialize(value), Life);

    /// <summary>Null when it is not ours, of another purpose, or too old.</summary>
    public T? Open<T>(string purpose, string? text)
        where T : class
    {
        if (string.IsNullOrEmpty(text)) return null;
        try
        {
            return JsonSerializer.Deserialize<T>(Protector(purpose).Unprotect(text));
        }
        catch (Exception e) when (e is CryptographicException or JsonException or FormatException)
        {
            return null;
        }
    }

    private ITimeLimitedDataProtector Protector(string purpose) => protection.CreateProtector("sealed.v1", purpose).ToTimeLimitedDataProtector();
}
