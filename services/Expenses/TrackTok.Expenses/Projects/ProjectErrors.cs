using TrackTok.ServiceDefaults;

namespace TrackTok.Expenses.Projects;

/// <summary>Every way in which a project refuses.</summary>
internal static class ProjectErrors
{
    public static readonly Refusal NotFound = Refusal.NotFound("project");
    public static readonly Refusal NameTaken = new(RefusalKind.Conflict, "name_taken", "Another project has this name; choose another.");
    public static readonly Refusal InUse = new(RefusalKind.Conflict, "project_in_use", "This project has expenses; archive it instead, or move them to another project first.");
    public static readonly Refusal IsDefault = new(RefusalKind.Conflict, "project_is_default", "Expenses that name no project go to this one, so it stays.");
    public static readonly Refusal CurrencyFixed = new(RefusalKind.Conflict, "currency_fixed", "This project has expenses, whose amounts are not relabelled: its currency stays.");
    public static readonly Refusal AccountUnknown = Refusal.Invalid("allowed_account_ids", "One of these accounts is not there.");
}
