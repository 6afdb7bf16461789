using TrackTok.Tenancy;

namespace TrackTok.Reporting;

/// <summary>What may be done here, and by whom (SPEC 4.2).</summary>
public static class Permissions
{
    public static readonly Permission ReadReports = new("reports.read", "Dashboards, reports, exports; a member sees own figures", Reach.All, Reach.All, Reach.Own);

    public static readonly Permission ReadAudit = new("audit.read", "see the audit trail", Reach.All, Reach.None, Reach.None);

    public static IReadOnlyList<Permission> All { get; } = [ReadReports, ReadAudit];
}
