namespace TrackTok.Web.Session;

/// <summary>The page is for those whose role includes one of the permissions; anybody else sees the 403 page. The API checks again.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RequiresAttribute(params string[] anyOf) : Attribute
{
    public IReadOnlyList<string> AnyOf { get; } = anyOf;
}
