using System.Globalization;

namespace TrackTok.Demo;

/// <summary>An expense that the demo company has.</summary>
/// <param name="Reference">Its payment reference, by which a second run knows that it is there.</param>
/// <param name="Category">By name, as the account and the project are; null leaves them to the company's defaults.</param>
/// <param name="Status">Where it ends: approved, or <c>draft</c>, <c>reimbursed</c>, <c>rejected</c>.</param>
public sealed record DemoExpense(
    string Reference, DateOnly Date, decimal Amount, string Currency, string Title, string Vendor, string Category, string? Account, string? Project, string Method, string[] Tags,
    DemoPerson By, string Status, bool Billable, string? Notes);

/// <summary>Something that the company spends on again and again.</summary>
/// <param name="Weight">How often, against the others.</param>
internal sealed record Habit(
    string Vendor, string[] Titles, string Category, decimal Least, decimal Most, string Currency, string Account, string Method, string[] Tags, DemoPerson By, int Weight, string? Project = null);

/// <summary>
/// Six months of believable expenses, the same on every run: drawn with a fixed seed, ending with the day the company was founded. What is drawn depends only on how many
/// days back a day lies, not on its weekday or month.
/// </summary>
public static class DemoExpenses
{
    public const int Days = 182;
    private const int Seed = 20240607;

    private static readonly Habit[] Habits =
    [
        new("Corner Bistro", ["Team lunch", "Lunch with a customer", "Working lunch"], "Meals", 18, 140, "USD", DemoPlan.Card, "credit_card", ["team"], DemoPlan.Member, 16),
        new("Beans & Co", ["Coffee for the office", "Coffee with a candidate"], "Meals", 6, 42, "USD", DemoPlan.Cash, "cash", ["office"], DemoPlan.Member, 12),
        new("City Cabs", ["Taxi to the airport", "Taxi to a customer"], "Travel", 14, 75, "USD", DemoPlan.Wallet, "digital_wallet", ["taxi"], DemoPlan.Member, 12),
        new("Paper & More", ["Printer paper", "Pens and folders", "Toner"], "Office Supplies", 12, 180, "USD", DemoPlan.Card, "credit_card", ["office", "supplies"], DemoPlan.Admin, 9),
        new("Blue Sky Airways", ["Flight to a customer", "Flight to the trade fair"], "Flights", 180, 920, "USD", DemoPlan.Card, "credit_card", ["flight"], DemoPlan.Member, 6, DemoPlan.Launch),
        new("Harbour Hotel", ["Two nights", "Three nights", "One night"], "Hotels", 140, 640, "USD", DemoPlan.Card, "credit_card", ["hotel"], DemoPlan.Member, 6, DemoPlan.Launch),
        new("Bahn Direkt", ["Train Berlin–Hamburg", "Train Berlin–Munich"], "Travel", 29, 160, "EUR", DemoPlan.Euro, "debit_card", ["train", "berlin"], DemoPlan.Admin, 5, DemoPlan.Office),
        new("Möbel Lindner", ["Desks", "Chairs", "Shelves", "Lamps"], "Equipment", 240, 2400, "EUR", DemoPlan.Euro, "bank_transfer", ["furniture", "berlin"], DemoPlan.Admin, 4, DemoPlan.Office),
        new("Handwerk Krüger", ["Painting", "Electrical work", "Floor"], "Professional Services", 450, 3200, "EUR", DemoPlan.Euro, "bank_transfer", ["berlin"], DemoPlan.Owner, 3, DemoPlan.Office),
        new("Bright Ads", ["Search campaign", "Social campaign", "Banner"], "Marketing", 300, 2600, "USD", DemoPlan.Card, "credit_card", ["campaign"], DemoPlan.Admin, 6, DemoPlan.Launch),
        new("Printhouse", ["Flyers", "Roll-ups", "Brochures"], "Marketing", 90, 1100, "USD", DemoPlan.Checking, "bank_transfer", ["print"], DemoPlan.Admin, 4, DemoPlan.Launch),
        new("Studio North", ["Design sprint", "Photography", "Copywriting"], "Professional Services", 600, 3400, "USD", DemoPlan.Checking, "bank_transfer", ["design"], DemoPlan.Owner, 4, DemoPlan.Website),
        new("Pixel Fonts", ["Typeface licence", "Icon set"], "Software", 39, 320, "USD", DemoPlan.Card, "credit_card", ["licence"], DemoPlan.Admin, 2, DemoPlan.Website),
        new("London Meetups", ["Room for a workshop", "Conference ticket"], "Training", 90, 780, "GBP", DemoPlan.Card, "credit_card", ["conference", "london"], DemoPlan.Member, 3),
        new("Zürich Tools", ["Measuring device", "Spare parts"], "Equipment", 120, 900, "CHF", DemoPlan.Card, "credit_card", ["tools"], DemoPlan.Admin, 2, DemoPlan.Launch),
        new("Tokyo Samples", ["Samples", "Samples, express"], "Marketing", 8000, 62000, "JPY", DemoPlan.Card, "credit_card", ["samples"], DemoPlan.Owner, 2, DemoPlan.Launch),
        new("Hardware Hub", ["Keyboard", "Monitor", "Docking station", "Headset"], "Equipment", 45, 620, "USD", DemoPlan.Card, "credit_card", ["it"], DemoPlan.Admin, 4),
    ];

    /// <summary>What comes every thirty days, so many days before the end of each.</summary>
    private static readonly (int Offset, Habit Habit)[] Monthly =
    [
        (2, new("Main Street Offices", ["Rent"], "Rent", 6800, 6800, "USD", DemoPlan.Checking, "bank_transfer", ["rent"], DemoPlan.Owner, 1)),
        (3, new("Spreebogen Immobilien", ["Rent, Berlin"], "Rent", 2950, 2950, "EUR", DemoPlan.Euro, "bank_transfer", ["rent", "berlin"], DemoPlan.Owner, 1, DemoPlan.Office)),
        (5, new("Northwind Hosting", ["Servers"], "Software", 980, 1420, "USD", DemoPlan.Card, "credit_card", ["cloud", "subscription"], DemoPlan.Admin, 1)),
        (7, new("Mailbird", ["Mail for the team"], "Software", 216, 216, "USD", DemoPlan.Card, "credit_card", ["subscription"], DemoPlan.Admin, 1)),
        (8, new("Inkwell", ["Design software"], "Software", 329, 329, "USD", DemoPlan.Card, "credit_card", ["subscription"], DemoPlan.Admin, 1)),
        (11, new("City Power", ["Electricity"], "Utilities", 310, 520, "USD", DemoPlan.Checking, "bank_transfer", ["energy"], DemoPlan.Admin, 1)),
        (12, new("Fibernet", ["Internet and telephone"], "Utilities", 189, 189, "USD", DemoPlan.Checking, "bank_transfer", ["telecom"], DemoPlan.Admin, 1)),
        (16, new("Clean Team", ["Cleaning"], "Utilities", 640, 640, "USD", DemoPlan.Checking, "bank_transfer", ["office"], DemoPlan.Admin, 1)),
        (21, new("Ledger & Partners", ["Bookkeeping"], "Professional Services", 1250, 1250, "USD", DemoPlan.Checking, "bank_transfer", ["accounting"], DemoPlan.Owner, 1)),
    ];

    /// <param name="last">The day of the newest expense.</param>
    public static IReadOnlyList<DemoExpense> Until(DateOnly last)
    {
        var random = new Random(Seed);
        var expenses = new List<DemoExpense>();
        for (var back = Days; back >= 0; back--)
        {
            foreach (var (offset, habit) in Monthly) if (back % 30 == offset) Add(habit, back);
            for (var count = random.Next(1, 5); count > 0; count--) Add(Draw(random), back);
        }
        // The one that nobody has set a rate for: it names no account, which would need one.
        expenses.Add(new DemoExpense(
            Reference(expenses.Count), last.AddDays(-9), 117m, "NZD", "Sheepskins for the stand", "Kiwi Crafts", "Marketing", null, DemoPlan.Launch, "credit_card", ["trade-fair"],
            DemoPlan.Owner, "approved", false, "There is no rate for New Zealand's dollar yet."));
        return expenses;

        void Add(Habit habit, int back)
        {
            var amount = Amount(habit, random);
            var title = habit.Titles[random.Next(habit.Titles.Length)];
            var project = habit.Project is { } named && Began(named, back) ? named : null;
            expenses.Add(new DemoExpense(
                Reference(expenses.Count), last.AddDays(-back), amount, habit.Currency, title, habit.Vendor, habit.Category, habit.Account, project, habit.Method, habit.Tags,
                habit.By, Status(habit, back, random), Billable: project == DemoPlan.Launch && habit.Category is "Flights" or "Hotels", Notes: null));
        }
    }

    private static string Reference(int number) => string.Create(CultureInfo.InvariantCulture, $"DEMO-{number + 1:0000}");

    private static Habit Draw(Random random)
    {
        var at = random.Next(Habits.Sum(habit => habit.Weight));
        foreach (var habit in Habits) if ((at -= habit.Weight) < 0) return habit;
        return Habits[^1];
    }

    /// <summary>Small amounts are more frequent than large ones; prices end in whole units of the currency.</summary>
    private static decimal Amount(Habit habit, Random random)
    {
        var share = (decimal)Math.Pow(random.NextDouble(), 1.8);
        return decimal.Round(habit.Least + ((habit.Most - habit.Least) * share), habit.Currency == "JPY" ? 0 : 2);
    }

    private static bool Began(string project, int back) => back <= Array.Find(DemoPlan.Projects, known => known.Name == project)!.StartsBefore;

    private static string Status(Habit habit, int back, Random random)
    {
        var drawn = random.Next(100);
        if (back < 6 && drawn < 25) return "draft";
        if (drawn < 3) return "rejected";
        return habit.By == DemoPlan.Member && habit.Account != DemoPlan.Card && back > 30 && drawn < 70 ? "reimbursed" : "approved";
    }
}
