using TrackTok.Tenants.Members;

namespace TrackTok.Tenants.Registry;

/// <summary>Whether a company asks its members for a second factor (SPEC 3.5), and how many days each has to set one up.</summary>
internal sealed record SecondFactorPolicy(DateTimeOffset? Since, int GraceDays)
{
    internal const int MostGraceDays = 90;
    internal const int UsualGraceDays = 14;

    internal static readonly SecondFactorPolicy None = new(null, 0);

    /// <summary>The end of a member's grace, counted from when it was asked for, or from when they joined if that was later; null when nothing is asked for.</summary>
    internal DateTimeOffset? By(DateTimeOffset joinedAt) => Since is not { } since ? null : (joinedAt > since ? joinedAt : since).AddDays(GraceDays);

    /// <summary>Where a member stands.</summary>
    internal string StateOf(Membership member, DateTimeOffset now) =>
        member.SecondFactor ? SecondFactorState.Enrolled : By(member.JoinedAt) is not { } by ? SecondFactorState.Off : now < by ? SecondFactorState.Pending : SecondFactorState.Overdue;
}

/// <summary>The words for it, which Identity's answers use as well.</summary>
internal static class SecondFactorState
{
    internal const string Enrolled = "enrolled";

    /// <summary>None yet, and time left.</summary>
    internal const string Pending = "pending";

    /// <summary>None, and no time left: the person can do nothing here but set one up.</summary>
    internal const string Overdue = "overdue";

    /// <summary>None, and nobody asks for one.</summary>
    internal const string Off = "off";

    internal static readonly string[] All = [Enrolled, Pending, Overdue, Off];
}
