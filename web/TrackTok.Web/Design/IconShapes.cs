using System.Collections.Frozen;

namespace TrackTok.Web.Design;

/// <summary>The icons: strokes on a field of 24 by 24, drawn in the colour of the text around them.</summary>
public static class IconShapes
{
    private static readonly FrozenDictionary<string, string> Shapes = new Dictionary<string, string>
    {
        ["dashboard"] = "M4 13h6V4H4zM14 20h6V4h-6zM4 20h6v-3H4z",
        ["expenses"] = "M6 3h12v18l-3-2-3 2-3-2-3 2zM9 8h6M9 12h6",
        ["projects"] = "M3 7a2 2 0 0 1 2-2h4l2 2h8a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2z",
        ["accounts"] = "M3 10h18M5 10v8M10 10v8M14 10v8M19 10v8M3 20h18M12 3 3 8v2h18V8z",
        ["categories"] = "M12 3H5a2 2 0 0 0-2 2v7l9 9 9-9zM8 8h.01",
        ["budgets"] = "M12 3a9 9 0 1 0 9 9h-9zM16 3.5A9 9 0 0 1 20.5 8H16z",
        ["reports"] = "M4 20V4M4 20h16M8 16v-4M12 16V8M16 16v-6",
        ["bell"] = "M6 9a6 6 0 0 1 12 0c0 6 2 7 2 7H4s2-1 2-7M10 20a2 2 0 0 0 4 0",
        ["book"] = "M12 6c-2-1.6-5-2-8-2v14c3 0 6 .4 8 2 2-1.6 5-2 8-2V4c-3 0-6 .4-8 2zM12 6v14",
        ["settings"] = "M4 7h9M17 7h3M4 17h3M11 17h9M15 4.5v5M9 14.5v5",
        ["people"] = "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7M2.5 20a6.5 6.5 0 0 1 13 0M16 4.2a3.5 3.5 0 0 1 0 6.6M18 14a6.5 6.5 0 0 1 3.5 6",
        ["person"] = "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8M4.5 20.5a7.5 7.5 0 0 1 15 0",
        ["out"] = "M10 4H5v16h5M14 8l4 4-4 4M18 12H9",
        ["plus"] = "M12 5v14M5 12h14",
        ["search"] = "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14M16 16l5 5",
        ["filter"] = "M4 5h16l-6 8v6l-4-2v-4z",
        ["check"] = "M4 12.5 9.5 18 20 6.5",
        ["alert"] = "M12 8v5M12 16.5h.01M12 3 2.5 20h19z",
        ["info"] = "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M12 11v5M12 8h.01",
        ["back"] = "M15 5l-7 7 7 7",
        ["next"] = "M9 5l7 7-7 7",
        ["down"] = "M5 9l7 7 7-7",
        ["up"] = "M5 15l7-7 7 7",
        ["menu"] = "M4 6h16M4 12h16M4 18h16",
        ["close"] = "M6 6l12 12M18 6 6 18",
        ["edit"] = "M4 20h4L19 9l-4-4L4 16zM13 7l4 4",
        ["trash"] = "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5",
        ["transfer"] = "M4 8h14M14 4l4 4-4 4M20 16H6M10 12l-4 4 4 4",
        ["deposit"] = "M12 3v12M7 10l5 5 5-5M4 20h16",
        ["withdraw"] = "M12 15V3M7 8l5-5 5 5M4 20h16",
        ["calendar"] = "M4 6h16v14H4zM4 10h16M8 3v5M16 3v5",
        ["inbox"] = "M4 13 6 5h12l2 8v6H4zM4 13h5l1 2h4l1-2h5",
        ["company"] = "M4 21V5l8-2v18M12 9h8v12M3 21h18M8 8h.01M8 12h.01M8 16h.01M16 13h.01M16 17h.01",
        ["clock"] = "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M12 7v5l3 3",
        ["lock"] = "M6 11h12v9H6zM9 11V8a3 3 0 0 1 6 0v3",
        ["print"] = "M7 9V4h10v5M7 17H4v-8h16v8h-3M7 14h10v6H7z",
        ["download"] = "M12 4v11M7 11l5 5 5-5M5 20h14",
        ["restore"] = "M4 5v5h5M4.5 10A8 8 0 1 1 4 14",
        ["cash"] = "M3 7h18v10H3zM12 14.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5M6.5 12h.01M17.5 12h.01",
        ["card"] = "M3 6h18v12H3zM3 10h18M7 15h3",
        ["wallet"] = "M4 7h14a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2zM4 7a2 2 0 0 1 2-2h10v2M16 13.5h.01",
        ["moon"] = "M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5",
        ["sun"] = "M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8M12 2v3M12 19v3M2 12h3M19 12h3M5 5l2 2M17 17l2 2M19 5l-2 2M7 17l-2 2",
        ["keyboard"] = "M3 6h18v12H3zM7 10h.01M11 10h.01M15 10h.01M8 14h8",
        ["tag"] = "M12 3H5a2 2 0 0 0-2 2v7l9 9 9-9zM8 8h.01",
        ["mail"] = "M3 6h18v12H3zM3 7l9 7 9-7",
        ["offline"] = "M3 3l18 18M8.5 16.5a5 5 0 0 1 7 0M5 12.5a10 10 0 0 1 4-2.5M15 10.2a10 10 0 0 1 4 2.3M2 8.8a15 15 0 0 1 4-2.6M11 5a15 15 0 0 1 11 3.8M12 20h.01",
        ["star"] = "M12 3l2.7 6 6.3.6-4.8 4.3 1.4 6.4L12 17l-5.6 3.3 1.4-6.4L3 9.6 9.3 9z",
        ["home"] = "M4 11 12 4l8 7v9h-5v-6H9v6H4z",
        ["cart"] = "M3 4h3l2 11h10l2-8H7M9 20h.01M17 20h.01",
        ["travel"] = "M10 13 3 10l1-2 8 1 5-5c1-1 3-1 3-1s0 2-1 3l-5 5 1 8-2 1-3-7-4 4v2l-2 1-1-3-3-1 1-2h2z",
        ["food"] = "M7 3v7a2 2 0 0 1-4 0V3M5 12v9M17 3c-2 1-3 4-3 7s1 3 3 3v8M17 3v10",
        ["tools"] = "M14 6a4 4 0 0 1 5.5-3.7L17 5l2 2 2.7-2.5A4 4 0 0 1 16 10L7 19l-3-3 9-9z",
        ["chart"] = "M4 20V4M4 20h16M7 15l4-4 3 3 5-6",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static string? Find(string? name) => name is not null && Shapes.TryGetValue(name, out var shape) ? shape : null;

    public static IEnumerable<string> Names => Shapes.Keys.Order(StringComparer.Ordinal);
}
