using TrackTok.Expenses.Accounts;
using TrackTok.Expenses.Categories;
using TrackTok.Expenses.Data;
using TrackTok.Expenses.Plans;
using TrackTok.Expenses.Projects;
using TrackTok.TenantSettings;

namespace TrackTok.Expenses.Tenants;

/// <summary>What a new tenant finds here (SPEC 2.3): a project, an account and eight categories, so that the first expense needs nothing made before it.</summary>
internal sealed class SetUpTenant(ExpensesDbContext db, TimeProvider time) : INewTenantSetup
{
    private static readonly (string Name, string Color, string Icon)[] Categories =
    [
        ("Travel", "#2563EB", "plane"),
        ("Meals", "#EA580C", "utensils"),
        ("Office Supplies", "#0D9488", "paperclip"),
        ("Software", "#7C3AED", "laptop"),
        ("Equipment", "#475569", "wrench"),
        ("Marketing", "#DB2777", "megaphone"),
        ("Utilities", "#CA8A04", "bolt"),
        ("Other", "#64748B", "tag"),
    ];

    public Task SetUpAsync(KnownTenant tenant, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var project = Project.Create("General", tenant.Currency, now);
        var account = Account.Create("Cash", "cash", tenant.Currency, now);
        db.AddRange(project, account, TenantDefaults.Of(project, account));
        db.AddRange(UsageCounter.Start("projects", 1), UsageCounter.Start("accounts", 1), UsageCounter.Start("expenses", 0));
        db.Tell(project.Revised);
        db.Tell(account.Revised);
        foreach (var (name, color, icon) in Categories)
        {
            var category = Category.Create(new CategoryTerms(name, null, null, color, icon, Active: true), null, now);
            db.Add(category);
            db.Tell(category.Revised);
        }
        return Task.CompletedTask;
    }
}
