namespace TrackTok.Web.Reports;

/// <summary>What could not be converted, beside a total and in no sum.</summary>
public sealed record Unconverted(string Currency, string Amount, long Count, string DrillDown);

/// <summary><c>GET /reports/summary</c>.</summary>
public sealed record Summary(
    string Currency, DateOnly StartDate, DateOnly EndDate, string Total, long Count, string Average, IReadOnlyList<Unconverted> Unconverted, IReadOnlyList<StatusRow> ByStatus, string DrillDown,
    DateTimeOffset AsOf);

public sealed record StatusRow(string Status, bool InTotal, string Total, long Count, IReadOnlyList<Unconverted> Unconverted, string DrillDown);

/// <summary><c>GET /reports/categories</c>.</summary>
public sealed record ByCategory(
    string Currency, DateOnly StartDate, DateOnly EndDate, string Total, long Count, IReadOnlyList<Unconverted> Unconverted, IReadOnlyList<CategoryRow> Items, DateTimeOffset AsOf);

public sealed record CategoryRow(
    Guid? CategoryId, string? Name, string? Color, string Total, long Count, decimal Percentage, IReadOnlyList<Unconverted> Unconverted, string DrillDown);

/// <summary><c>GET /reports/monthly</c>.</summary>
public sealed record ByMonth(
    string Currency, DateOnly StartDate, DateOnly EndDate, string Total, long Count, IReadOnlyList<Unconverted> Unconverted, IReadOnlyList<MonthRow> Items, DateTimeOffset AsOf);

public sealed record MonthRow(string Month, MonthGroup? Group, string Total, long Count, IReadOnlyList<Unconverted> Unconverted, string DrillDown);

public sealed record MonthGroup(string By, Guid? Id);

/// <summary>Something with a name that a report can be narrowed to.</summary>
public sealed record Named(Guid Id, string Name);
