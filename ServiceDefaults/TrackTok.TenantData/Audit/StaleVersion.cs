using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using TrackTok.ServiceDefaults;

namespace TrackTok.TenantData;

/// <summary>The answer to a change that was made on an outdated version (412): it names the members that differ since, read from the audit trail.</summary>
public static class StaleVersion
{
    public static async Task<Refusal> RefuseAsync(TenantDbContext context, IVersioned current, IfMatch seen, CancellationToken cancellationToken)
    {
        var known = seen.Versions.Length == 0 ? 0 : seen.Versions.Max();
        var changes = await context.Audit.AsNoTracking()
            .Where(entry => entry.EntityId == current.Id && entry.EntityVersion > known)
            .OrderBy(entry => entry.Sequence).Select(entry => entry.Changes).Take(100).ToListAsync(cancellationToken);
        var members = changes.SelectMany(json => JsonDocument.Parse(json).RootElement.EnumerateObject().Select(member => member.Name)).Distinct(StringComparer.Ordinal).ToArray();
        return new Refusal(RefusalKind.Stale, "stale_version", "Someone changed this in the meantime; read it again, then decide.")
            .With("current_version", current.Version).With("differing", members);
    }
}
