using TrackTok.TenantData;

namespace TrackTok.Budgets.Data;

/// <summary>Lets <c>dotnet ef migrations add</c> make the context.</summary>
internal sealed class BudgetsDesignTime : DesignTimeFactory<BudgetsDbContext>;
