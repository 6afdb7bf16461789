using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Data;

namespace TrackTok.Identity.Sessions;

/// <summary>Tells a device that a person has used before from a new one: by what the browser calls itself, without the numbers that every update changes.</summary>
internal static partial class KnownDevices
{
    private const int LookedAt = 200;

    /// <summary>True when the person has signed in before, and never by such a browser.</summary>
    internal static async Task<bool> IsNewAsync(IdentityDbContext db, Guid personId, string? device, CancellationToken cancellationToken)
    {
        var devices = await db.Sessions.Where(session => session.PersonId == personId).OrderByDescending(session => session.Id).Take(LookedAt)
            .Select(session => session.Device).Distinct().ToListAsync(cancellationToken);
        var kind = Kind(device);
        return devices.Count > 0 && devices.TrueForAll(known => Kind(known) != kind);
    }

    internal static string Kind(string? device) => Version().Replace(device ?? "", "");

    [GeneratedRegex(@"[\d._]+", RegexOptions.CultureInvariant, 100)]
    private static partial Regex Version();
}
