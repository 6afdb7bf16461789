namespace TrackTok.Demo;

/// <summary>Somebody who can sign in to the demo.</summary>
public sealed record DemoPerson(string Email, string Password, string FirstName, string LastName, string Role);

internal sealed record DemoAccount(string Name, string Type, string Currency, string? OpeningBalance, string? Last4, string? LowBalanceThreshold);

internal sealed record DemoCategory(string Name, string Color, string Icon, string? Parent = null);

/// <param name="StartsBefore">How many days before today it starts.</param>
/// <param name="EndsAfter">How many days after today it ends.</param>
internal sealed record DemoProject(string Name, string Description, int StartsBefore, int EndsAfter, string StartingBudget, string ProjectedEstimate);

/// <param name="MonthsBack">It begins on the first of the month that lies so far back.</param>
internal sealed record DemoBudget(string Name, string Amount, string Period, int MonthsBack, int[] Thresholds, string? Project = null, string[]? Categories = null, string? Currency = null);

/// <param name="Rate">US dollars for one of the currency, about.</param>
internal sealed record DemoRate(string Currency, decimal Rate, int Digits);

/// <summary>What the demo company is made of (SPEC 13), expenses apart. New Zealand's dollar has no rate on purpose: one expense stands beside the totals, not converted.</summary>
public static class DemoPlan
{
    public const string Name = "Acme Corporation";
    public const string Subdomain = "acme";
    public const string Password = "Password123";

    public static readonly DemoPerson Owner = new("owner@acme.com", Password, "Olivia", "Stone", "owner");
    public static readonly DemoPerson Admin = new("admin@acme.com", Password, "Adam", "Hart", "admin");
    public static readonly DemoPerson Member = new("member@acme.com", Password, "Mia", "Lopez", "member");
    public static readonly DemoPerson Analyst = new("analyst@acme.com", Password, "Noah", "Reed", "analyst");

    /// <summary>The operator whom the development profile appoints; see AppHost.</summary>
    public static readonly DemoPerson Operator = new("operator@tracktok.example.com", Password, "Olga", "Operator", "operator");

    public static readonly DemoPerson[] People = [Owner, Admin, Member, Analyst];

    internal const string Checking = "Business checking";
    internal const string Card = "Company card";
    internal const string Euro = "Euro account";
    internal const string Wallet = "Travel wallet";

    /// <summary>Made at registration.</summary>
    internal const string Cash = "Cash";

    internal const string Launch = "Product launch";
    internal const string Office = "Berlin office";
    internal const string Website = "Website relaunch";

    internal static readonly object Settings = new { currency = "USD", time_zone = "America/New_York", date_format = "MMM D, YYYY", week_start = "sunday", locale = "en-US" };

    internal static readonly DemoAccount[] Accounts =
    [
        new(Checking, "checking", "USD", "240000.00", "6021", "20000.00"),
        new(Card, "credit_card", "USD", null, "4242", null),
        new(Euro, "checking", "EUR", "90000.00", "8817", "10000.00"),
        new(Wallet, "digital_wallet", "USD", "1500.00", null, "250.00"),
    ];

    internal static readonly DemoCategory[] Categories =
    [
        new("Rent", "#0369A1", "building"),
        new("Professional Services", "#4D7C0F", "briefcase"),
        new("Training", "#9333EA", "book"),
        new("Flights", "#1D4ED8", "plane", Parent: "Travel"),
        new("Hotels", "#3B82F6", "bed", Parent: "Travel"),
    ];

    internal static readonly DemoProject[] Projects =
    [
        new(Launch, "Bring the new line to market: events, samples, advertising.", 150, 45, "60000.00", "58000.00"),
        new(Office, "Open and furnish the office in Berlin.", 120, 90, "45000.00", "47500.00"),
        new(Website, "A new site, with a shop.", 90, 20, "25000.00", "24000.00"),
    ];

    internal static readonly DemoBudget[] Budgets =
    [
        new("Company, monthly", "42000.00", "monthly", 5, [80, 100]),
        new("Travel, monthly", "6500.00", "monthly", 5, [75, 90, 100], Categories: ["Travel", "Flights", "Hotels"]),
        new("Meals, monthly", "1400.00", "monthly", 5, [80], Categories: ["Meals"]),
        new("Software, quarterly", "7000.00", "quarterly", 5, [80, 100], Categories: ["Software"]),
        new("Product launch", "60000.00", "yearly", 5, [50, 80, 100], Project: Launch),
        new("Berlin office", "45000.00", "yearly", 4, [80, 100], Project: Office),
    ];

    internal static readonly DemoRate[] Rates = [new("EUR", 1.085m, 4), new("GBP", 1.27m, 4), new("CHF", 1.13m, 4), new("JPY", 0.0067m, 6)];
}
