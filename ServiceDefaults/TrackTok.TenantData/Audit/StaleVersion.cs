using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using TrackTok.ServiceDefaults;

namespace TrackTok.TenantData;

/// <summary>
/// The answer to a change that was made on an outdated version (412): it names the members that differ since, with the value that was seen and the one that stands now, read from the audit trail.
/// </summary>
public static class StaleVersion
{
    public static async Task<Refusal> RefuseAsync(TenantDbContext context, IVersioned current, IfMatch seen, CancellationToken cancellationToken)
    {
        var known = seen.Versions.Length == 0 ? 0 : seen.Versions.Max();
        var entries = await context.Audit.AsNoTracking()
            .Where(entry => entry.EntityId == current.Id && entry.EntityVersion > known)
            .OrderBy(entry => entry.Sequence).Select(entry => entry.Changes).Take(100).ToListAsync(cancellationToken);
        var changes = Differing(entries);
        return new Refusal(RefusalKind.Stale, "stale_version", "Someone changed this in the meantime; read it again, then decide.")
            .With("current_version", current.Version).With("differing", changes.Select(change => change.Member).ToArray()).With("changes", changes);
    }

    /// <summary>Several changes of a member are one, from the first old value to the last new one; what was changed back does not differ.</summary>
    private static MemberChange[] Differing(IEnumerable<string> entries)
    {
        var changes = new List<MemberChange>();
        foreach (var member in entries.SelectMany(json => JsonElement.Parse(json).EnumerateObject()))
        {
            // Entries of earlier days name it.
            if (member.Name == "updated_at") continue;
            if (member.Value is not { ValueKind: JsonValueKind.Array } values || values.GetArrayLength() != 2) continue;
            var at = changes.FindIndex(change => change.Member == member.Name);
            if (at < 0) changes.Add(new MemberChange(member.Name, values[0], values[1]));
            else changes[at] = changes[at] with { New = values[1] };
        }
        return [.. changes.Where(change => !JsonElement.DeepEquals(change.Old, change.New))];
    }
}

/// <summary>A member's value before and after.</summary>
public sealed record MemberChange(string Member, JsonElement Old, JsonElement New);
