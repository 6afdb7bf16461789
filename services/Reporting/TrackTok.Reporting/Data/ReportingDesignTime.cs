using TrackTok.TenantData;

namespace TrackTok.Reporting.Data;

public sealed class ReportingDesignTime : DesignTimeFactory<ReportingDbContext>;
