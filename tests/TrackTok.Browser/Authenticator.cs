using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Playwright;

namespace TrackTok.Browser;

/// <summary>An authenticator program: takes the secret from the page and shows the code of the moment (RFC 6238).</summary>
public sealed class Authenticator
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private readonly byte[] _secret;
    private long _last;

    private Authenticator(byte[] secret) => _secret = secret;

    /// <summary>Sets one up for who is signed in at this window; answers it with its recovery codes.</summary>
    public static async Task<(Authenticator Authenticator, IReadOnlyList<string> RecoveryCodes)> SetUpAsync(Window window)
    {
        await window.GoAsync("/profile/authenticator");
        await window.Page.Locator("main form button.button").First.ClickAsync();
        await window.Page.Locator("svg.qr").WaitForAsync();
        var authenticator = new Authenticator(Read(await window.Page.Locator("[data-copy-text]").InnerTextAsync()));
        await window.TypeAsync("code", await authenticator.CodeAsync());
        await window.SendAsync("code");
        await window.Page.Locator(".codes").WaitForAsync();
        return (authenticator, await window.Page.Locator(".codes code").AllInnerTextsAsync());
    }

    /// <summary>A code that was not used before: each is good once, so this may wait for the next.</summary>
    public async Task<string> CodeAsync()
    {
        long step;
        while ((step = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 30) <= _last) await Task.Delay(500);
        _last = step;
        return Code(step);
    }

    private string Code(long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
#pragma warning disable CA5350 // What authenticator programs compute.
        var hash = HMACSHA1.HashData(_secret, counter);
#pragma warning restore CA5350
        return ((BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[^1] & 0xF)) & 0x7FFFFFFF) % 1_000_000).ToString("000000", CultureInfo.InvariantCulture);
    }

    private static byte[] Read(string text)
    {
        var (bytes, bits, count) = (new List<byte>(), 0, 0);
        foreach (var letter in text.Where(char.IsAsciiLetterOrDigit))
        {
            (bits, count) = (((bits << 5) | Alphabet.IndexOf(letter, StringComparison.Ordinal)) & 0xFFF, count + 5);
            if (count < 8) continue;
            count -= 8;
            bytes.Add((byte)(bits >> count));
        }
        return [.. bytes];
    }
}
