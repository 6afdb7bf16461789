using TrackTok.TenantData;

namespace TrackTok.Expenses.Data;

/// <summary>Lets <c>dotnet ef migrations add</c> make the context.</summary>
internal sealed class ExpensesDesignTime : DesignTimeFactory<ExpensesDbContext>;
