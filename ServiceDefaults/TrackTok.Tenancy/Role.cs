namespace TrackTok.Tenancy;

/// <summary>A person's role in one tenant (SPEC 4.1), from least to most.</summary>
public enum Role
{
    Member = 0,
    Analyst = 1,
    Admin = 2,
    Owner = 3,
}

public static class RoleNames
{
    /// <summary>The name in tokens and in the API: <c>owner</c>, <c>admin</c>, <c>analyst</c>, <c>member</c>.</summary>
    public static string Text(this Role role) => role switch
    {
        Role.Owner => "owner",
        Role.Admin => "admin",
        Role.Analyst => "analyst",
        _ => "member",
    };

    public static Role? Parse(string? text) => text switch
    {
        "owner" => Role.Owner,
        "admin" => Role.Admin,
        "analyst" => Role.Analyst,
        "member" => Role.Member,
        _ => null,
    };
}
