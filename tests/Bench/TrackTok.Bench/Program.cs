using System.Diagnostics;
using Npgsql;
using TrackTok.Bench;
using TrackTok.Bench.Limit;

if (BenchOptions.Parse(args) is not { } options)
{
    await Console.Error.WriteLineAsync(BenchOptions.Usage);
    return 2;
}
var whole = Stopwatch.StartNew();
await using var system = new LocalSystem();
using var http = new HttpClient { BaseAddress = system.Gateway, Timeout = TimeSpan.FromSeconds(60) };
if (options.Build) await StepAsync("Building", system.BuildAsync);
await StepAsync("Starting everything on fresh data", async () =>
{
    await system.ClearAsync();
    await system.StartAsync();
});

var admin = new NpgsqlConnectionStringBuilder(system.Connections["postgres"]) { Database = "postgres" };
await using var server = NpgsqlDataSource.Create(admin);
await using var expenses = Database("expenses");
await using var budgets = Database("budgets");
await using var reporting = Database("reporting");
var backlog = new Backlog(expenses, budgets, reporting);
var tenants = new BenchTenant[options.Tenants];
await StepAsync($"Registering {options.Tenants} tenants", () => Parallel.ForAsync(0, options.Tenants, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (number, _) =>
{
    tenants[number] = await BenchTenant.RegisterAsync(http, number);
    await tenants[number].SpendAsync(http);
}));
await StepAsync($"Loading {options.Expenses} expenses", async () =>
{
    foreach (var database in new[] { expenses, budgets, reporting }) await Loading.LiftPlansAsync(database);
    await Loading.ExpensesAsync(expenses, options.Expenses / options.Tenants);
    await backlog.BeginAsync(options.Expenses / options.Tenants * options.Tenants);
});

var trackTok = new HttpTarget(system.GatewayPort, "/api/v1/expenses", tenants, [.. tenants.Select(tenant => tenant.Token)]);
IReadOnlyList<string> notes = [];
IReadOnlyList<ThroughputRow> throughput = [];
IReadOnlyList<TimeSpan> drains = [];
if (options.Only.Contains("throughput"))
{
    var folder = Directory.CreateDirectory(Path.Combine(system.Root, "artifacts", "bench")).FullName;
    LimitTarget limit = null!;
    await StepAsync("Taking the statements of a create and a list from the wire", async () => limit = await LimitTarget.PrepareAsync(system, expenses, server, admin.Password!, tenants, folder));
    // Copying the database ended every connection to it, those of this process too.
    expenses.Clear();
    notes = limit.Notes;
    foreach (var note in notes) Console.WriteLine("  " + note);
    MonolithProcess started = null!;
    await StepAsync("Starting the monolith", async () => started = await MonolithProcess.StartAsync(system.Root, admin, tenants, options.Expenses));
    await using var monolith = started;
    await StepAsync("Creates and lists", async () =>
    {
        var measuring = new Throughput(options, system, trackTok, monolith, limit, backlog);
        throughput = await measuring.RunAsync();
        drains = measuring.Drains;
    });
}

IReadOnlyList<LatencyRow> latencies = [];
TimeSpan? drained = null;
if (options.Only.Contains("latency"))
{
    await StepAsync("From an expense to its figure and its alert", async () =>
    {
        var paced = Math.Min(10, options.Tenants / 2);
        var latency = new Latency(options, system.GatewayPort, http, budgets, tenants[..paced], new HttpTarget(system.GatewayPort, "/api/v1/expenses", tenants[paced..], [.. tenants[paced..].Select(tenant => tenant.Token)]), backlog);
        latencies = await latency.RunAsync();
        drained = latency.Drained;
    });
}
IReadOnlyList<PageRow> pages = [];
if (options.Only.Contains("pages")) await StepAsync("Pages of the web application", async () => pages = await new Pages(system, http, tenants[0], options.Expenses / options.Tenants).RunAsync());
// Processes that share a machine give back what a burst has left (QuietMemory); what stays is what they cost.
var memoryAtOnce = Memory();
await Task.Delay(TimeSpan.FromSeconds(10));
var memory = Memory();
StartTimes? starts = null;
if (options.Only.Contains("starts")) await StepAsync("Cold and warm start", async () => starts = await Starts.RunAsync(system, tenants[0]));

var report = new Report(options, notes, throughput, drains, latencies, drained, pages, starts, memory, memoryAtOnce.Where(row => LocalSystem.Application.Contains(row.Name)).Sum(row => row.Mebibytes)).Markdown();
var file = Path.Combine(Directory.CreateDirectory(Path.Combine(system.Root, "artifacts")).FullName, "bench.md");
await File.WriteAllTextAsync(file, report);
Console.WriteLine($"\n{report}\nWritten to {file} after {whole.Elapsed:m\\:ss} minutes.");
return 0;

List<(string Name, double Mebibytes)> Memory() => [.. system.Resources().Select(resource => resource.Name).Distinct().Order(StringComparer.Ordinal).Select(name => (name, system.Processes(name).Sum(Machine.Memory)))];

NpgsqlDataSource Database(string name) => NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(admin.ConnectionString) { Database = name });

static async Task StepAsync(string what, Func<Task> work)
{
    Console.WriteLine(what + " …");
    var since = Stopwatch.StartNew();
    await work();
    Console.WriteLine($"  {since.Elapsed.TotalSeconds:F1} s");
}
