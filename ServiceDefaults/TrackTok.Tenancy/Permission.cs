namespace TrackTok.Tenancy;

/// <summary>How far a permission reaches for a role: nothing, what is one's own, or everything of the tenant.</summary>
public enum Reach
{
    None = 0,
    Own = 1,
    All = 2,
}

/// <summary>One line of the permission table (SPEC 4.2): what may be done, and how far each role may do it. Owners may do everything unless the line says otherwise.</summary>
/// <param name="Name">Stable name, noun before verb: <c>expenses.read</c>.</param>
/// <param name="Summary">What it allows, for the published table.</param>
public sealed record Permission(string Name, string Summary, Reach Admin, Reach Analyst, Reach Member, Reach Owner = Reach.All)
{
    public Reach For(Role role) => role switch
    {
        Role.Owner => Owner,
        Role.Admin => Admin,
        Role.Analyst => Analyst,
        _ => Member,
    };
}
