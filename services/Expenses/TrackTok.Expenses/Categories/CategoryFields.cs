using TrackTok.ServiceDefaults;

namespace TrackTok.Expenses.Categories;

/// <summary>What people say about a category, as it came over the wire.</summary>
internal record CategoryFields : ICheckedRequest
{
    public string? Name { get; init; }
    public string? Description { get; init; }

    /// <summary>The category that it is a kind of.</summary>
    public Guid? ParentId { get; init; }

    /// <summary><c>#RRGGBB</c>.</summary>
    public string? Color { get; init; }
    public string? Icon { get; init; }

    /// <summary>True unless given; false keeps it from being chosen.</summary>
    public bool? Active { get; init; }

    public void Check(RequestErrors errors)
    {
        errors.Text(Name, "name", 120);
        errors.OptionalText(Description, "description", 2000);
        if (Color is not null && !(Color.Length == 7 && Color[0] == '#' && Color.Skip(1).All(char.IsAsciiHexDigit))) errors.Add("color", "Give a colour as #RRGGBB.");
        errors.OptionalLine(Icon, "icon", 50);
    }

    /// <summary>What was said, once it is checked.</summary>
    public CategoryTerms Read() => new(Name!.Trim(), Text(Description), ParentId, Color?.ToUpperInvariant(), Text(Icon), Active ?? true);

    private static string? Text(string? text) => text?.Trim() is { Length: > 0 } given ? given : null;
}

/// <summary>What people say about a category, checked.</summary>
internal sealed record CategoryTerms(string Name, string? Description, Guid? ParentId, string? Color, string? Icon, bool Active);
