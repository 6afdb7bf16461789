using System.Buffers.Text;
using System.IO.Hashing;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Mvc;

namespace TrackTok.ServiceDefaults;

/// <summary>
/// One page of a list (SPEC 1.5). <c>next_cursor</c> is opaque; <c>total</c> is there only when <c>include=total</c> asked for it.
/// </summary>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor, bool HasMore)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Total { get; init; }
}

/// <summary>Which page is wanted, as it stands in the query; read and checked by <see cref="PageRequest.Read"/>.</summary>
public readonly record struct PageQuery
{
    [FromQuery(Name = "limit")]
    public string? Limit { get; init; }

    [FromQuery(Name = "cursor")]
    public string? Cursor { get; init; }

    [FromQuery(Name = "include")]
    public string? Include { get; init; }
}

/// <summary>A checked request for a page: at most <paramref name="Limit"/> rows after the position in <paramref name="After"/>.</summary>
/// <param name="FiltersHash">Identifies filters and order; a cursor carries it, so that it cannot be used with others.</param>
/// <param name="After">The sort values of the last row of the page before, then its id; null for the first page.</param>
public sealed record PageRequest(int Limit, bool IncludeTotal, string FiltersHash, string[]? After)
{
    public const int DefaultLimit = 20;
    public const int LargestLimit = 100;

    /// <summary>The cursor is none that we gave: made up, or with values that the order has not.</summary>
    public static Refusal BadCursor { get; } =
        new(RefusalKind.Invalid, "cursor_invalid", "This cursor is not one of ours; begin at the first page.") { Errors = Named("cursor", "Take it unchanged from next_cursor.") };

    private static readonly Refusal Mismatch =
        new(RefusalKind.Invalid, "cursor_mismatch", "This cursor belongs to other filters or another order; begin at the first page.") { Errors = Named("cursor", "Use it with the filters it was made for.") };

    /// <summary>Reads and checks the query.</summary>
    /// <param name="keys">How many values a cursor of this order carries, the id included.</param>
    /// <param name="filters">All that the rows and their order depend on, in a fixed order; null where a filter is not given.</param>
    public static (PageRequest? Request, Refusal? Refusal) Read(PageQuery query, int keys, params ReadOnlySpan<string?> filters)
    {
        var limit = DefaultLimit;
        if (query.Limit is not null && (!int.TryParse(query.Limit, System.Globalization.NumberStyles.None, null, out limit) || limit is < 1 or > LargestLimit))
            return (null, Refusal.Invalid("limit", $"Give a whole number from 1 to {LargestLimit}."));
        if (query.Include is not (null or "total")) return (null, Refusal.Invalid("include", "Only 'total' can be included."));

        var hash = Hash(filters);
        if (query.Cursor is null) return (new(limit, query.Include is not null, hash, null), null);
        if (Decode(query.Cursor) is not { } parts || parts.Length != keys + 1)
            return (null, BadCursor);
        if (parts[0] != hash)
            return (null, Mismatch);
        return (new(limit, query.Include is not null, hash, parts[1..]), null);
    }

    /// <summary>Makes the page from up to Limit + 1 rows; the extra row tells that there are more.</summary>
    public Page<T> ToPage<TRow, T>(List<TRow> rows, Func<TRow, T> toItem, Func<TRow, string[]> position, long? total = null)
    {
        var more = rows.Count > Limit;
        var count = more ? Limit : rows.Count;
        var items = new List<T>(count);
        for (var i = 0; i < count; i++) items.Add(toItem(rows[i]));
        var next = more ? CursorAfter(position(rows[count - 1])) : null;
        return new Page<T>(items, next, more) { Total = total };
    }

    /// <summary>The cursor to what comes behind a row of this position.</summary>
    public string CursorAfter(params string[] position) => Encode([FiltersHash, .. position]);

    private static string Encode(string[] parts) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(parts));

    private static string[]? Decode(string cursor)
    {
        try
        {
            return cursor.Length > 2000 ? null : JsonSerializer.Deserialize<string[]>(Base64Url.DecodeFromChars(cursor));
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null;
        }
    }

    private static string Hash(ReadOnlySpan<string?> filters)
    {
        var hash = new XxHash64();
        foreach (var filter in filters)
        {
            hash.Append(Encoding.UTF8.GetBytes(filter ?? "\u0000"));
            hash.Append([(byte)0x1f]);
        }
        return hash.GetCurrentHashAsUInt64().ToString("x16", System.Globalization.CultureInfo.InvariantCulture);
    }

    private static Dictionary<string, string[]> Named(string member, string sentence) => new() { [member] = [sentence] };
}

public static class PageLinks
{
    /// <summary>Sets <c>Link: rel="next"</c> when there is a next page.</summary>
    public static Page<T> Linked<T>(this Page<T> page, HttpContext http)
    {
        Link(http, page.NextCursor);
        return page;
    }

    /// <summary>The same for an answer that is written by hand.</summary>
    public static void Link(HttpContext http, string? nextCursor)
    {
        if (nextCursor is null) return;
        var query = new QueryBuilder(http.Request.Query.Where(pair => pair.Key != "cursor").SelectMany(pair => pair.Value, (pair, value) => KeyValuePair.Create(pair.Key, value ?? "")))
        {
            { "cursor", nextCursor },
        };
        http.Response.Headers.Link = $"<{http.Request.Path}{query}>; rel=\"next\"";
    }
}
