using TrackTok.ServiceDefaults;

namespace TrackTok.Expenses.Categories;

/// <summary>What people say about a category, as it came over the wire.</summary>
internal record CategoryFields
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

    /// <summary>Checks everything at once.</summary>
    public (CategoryTerms? Terms, Refusal? Refusal) Read()
    {
        var errors = new RequestErrors();
        errors.Text(Name, "name", 120);
        errors.OptionalText(Description, "description", 2000);
        if (Color is not null && !(Color.Length == 7 && Color[0] == '#' && Color.Skip(1).All(char.IsAsciiHexDigit))) errors.Add("color", "Give a colour as #RRGGBB.");
        errors.OptionalText(Icon, "icon", 50);
        return errors.ToRefusal() is { } refusal
            ? (null, refusal)
            : (new CategoryTerms(Name!.Trim(), Text(Description), ParentId, Color?.ToUpperInvariant(), Text(Icon), Active ?? true), null);
    }

    private static string? Text(string? text) => text?.Trim() is { Length: > 0 } given ? given : null;
}

/// <summary>What people say about a category, checked.</summary>
internal sealed record CategoryTerms(string Name, string? Description, Guid? ParentId, string? Color, string? Icon, bool Active);
