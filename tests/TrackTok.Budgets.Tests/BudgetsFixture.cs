using System.Net.Http.Json;
using System.Text.Json;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using TrackTok.Budgets.Data;
using TrackTok.Expenses.Contracts;
using TrackTok.Expenses.Contracts.Grpc;
using TrackTok.Tenancy;
using TrackTok.TenantData;
using TrackTok.Tenants.Contracts;
using TrackTok.Testing;
using SettingsMessage = TrackTok.Tenants.Contracts.TenantSettings;
using TenantsClient = TrackTok.Tenants.Contracts.Tenants.TenantsClient;

[assembly: AssemblyFixture(typeof(TrackTok.Budgets.Tests.BudgetsFixture))]

namespace TrackTok.Budgets.Tests;

/// <summary>The Budgets service on a database of its own; Tenants answers for any tenant, Expenses streams what a test has put into <see cref="Expenses"/>.</summary>
public sealed class BudgetsFixture() : ServiceFixture<BudgetsDbContext, BudgetsDbContext>("budgets-db"), IAsyncLifetime
{
    public StandInExpenses Expenses { get; } = new();

    internal StandInTenants Tenants { get; } = new();

    public ValueTask InitializeAsync() => StartAsync();

    protected override void ConfigureServices(IServiceCollection services)
    {
        services.Replace(ServiceDescriptor.Singleton<TenantsClient>(Tenants));
        services.Replace(ServiceDescriptor.Singleton<ExpensesReader.ExpensesReaderClient>(Expenses));
    }

    /// <summary>A tenant that nobody else uses.</summary>
    internal TestTenant NewTenant() => new(this, Guid.CreateVersion7());

    /// <summary>Hands messages to the service as one group, as the broker's deliveries would form it.</summary>
    internal async Task DeliverAsync(params IReadOnlyList<Received<ExpenseRevised>> messages)
    {
        await using var scope = Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IMessageGroupHandler<ExpenseRevised>>().HandleAsync(messages, CancellationToken.None);
    }
}

/// <summary>One tenant of a test, with its people and the news of its expenses.</summary>
internal sealed class TestTenant(BudgetsFixture fixture, Guid id)
{
    private static readonly Guid OwnerId = Guid.CreateVersion7();

    public Guid Id => id;

    public HttpClient Owner { get; } = fixture.Client(id, OwnerId, Role.Owner);

    public HttpClient As(Role role, Guid? userId = null) => fixture.Client(id, userId ?? Guid.CreateVersion7(), role);

    public ExpenseRevised Expense(string amount, string date = "2025-01-15", string status = ExpenseStatuses.Approved, Guid? expenseId = null, long version = 1, bool deleted = false,
        string currency = "USD", string? reportingAmount = null, string reportingCurrency = "USD", Guid? project = null, Guid? category = null, Guid? account = null, Guid? by = null, params string[] tags) =>
        new(id, TimeProvider.System.GetUtcNow(), version, "recorded", deleted, new ExpenseFacts(
            expenseId ?? Guid.CreateVersion7(), Decimal(amount), currency, currency == reportingCurrency ? Decimal(amount) : reportingAmount is null ? null : Decimal(reportingAmount),
            reportingCurrency, DateOnly.Parse(date, null), "Expense of " + amount, "A vendor", category, project, account, by ?? OwnerId, "cash", status, tags));

    /// <summary>The service hears of these, each as a message of its own, all in one group.</summary>
    public Task TellAsync(params IReadOnlyList<ExpenseRevised> expenses) =>
        fixture.DeliverAsync([.. expenses.Select(expense => new Received<ExpenseRevised>(Guid.CreateVersion7(), expense))]);

    public async Task<JsonElement> BudgetAsync(object? more = null)
    {
        var answer = await Owner.PostAsJsonAsync("/api/v1/budgets", Body(more));
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.Created, text);
        return JsonElement.Parse(text);
    }

    /// <summary>The body of the seed, with members put over it; null takes one away.</summary>
    public static Dictionary<string, object?> Body(object? more = null)
    {
        var body = new Dictionary<string, object?>
        {
            ["name"] = "Monthly Office Budget",
            ["amount"] = "5000.00",
            ["period"] = "monthly",
            ["start_date"] = "2025-01-01",
            ["end_date"] = "2025-01-31",
            ["alert_threshold"] = 80,
            ["alert_enabled"] = true,
        };
        foreach (var property in more?.GetType().GetProperties() ?? [])
        {
            if (property.GetValue(more) is { } value) body[property.Name] = value;
            else body.Remove(property.Name);
        }
        return body;
    }

    public Task<JsonElement> StatusAsync(JsonElement budget, string? at = "2025-01-20") => GetAsync($"/budgets/{budget.Id()}/status" + (at is null ? "" : "?at=" + at));

    public async Task<List<JsonElement>> AlertsAsync(string query = "", HttpClient? client = null) =>
        [.. (await GetAsync("/alerts" + query, client)).GetProperty("items").EnumerateArray()];

    public async Task<JsonElement> GetAsync(string path, HttpClient? client = null)
    {
        var answer = await (client ?? Owner).GetAsync("/api/v1" + path);
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK, path + " " + text);
        return JsonElement.Parse(text);
    }

    private static decimal Decimal(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}

internal static class JsonReading
{
    public static string Text(this JsonElement element, string member) => element.GetProperty(member).GetString()!;

    public static string Id(this JsonElement element) => element.Text("id");
}

/// <summary>Tenants, as far as Budgets asks it: every id is a tenant with dollars, UTC, weeks from Monday and fiscal years from January, and everybody a member but whom a test has put into <see cref="Strangers"/>.</summary>
internal sealed class StandInTenants : TenantsClient
{
    public System.Collections.Concurrent.ConcurrentDictionary<string, bool> Strangers { get; } = new();

    public override AsyncUnaryCall<Membership> GetMembershipAsync(GetMembershipRequest request, Metadata? headers = null, DateTime? deadline = null, CancellationToken cancellationToken = default)
    {
        deadline.ShouldNotBeNull("Somebody waits for the answer.");
        return Strangers.ContainsKey(request.UserId) ? Answers.Failing<Membership>(StatusCode.NotFound) : Answers.Of(new Membership());
    }

    public override AsyncUnaryCall<Tenant> GetTenantAsync(GetTenantRequest request, Metadata? headers = null, DateTime? deadline = null, CancellationToken cancellationToken = default) =>
        Answers.Of(new Tenant
        {
            Id = request.TenantId,
            Name = "Demo",
            Subdomain = "demo",
            Status = "active",
            Plan = "basic",
            Version = 1,
            Settings = new SettingsMessage { Currency = "USD", TimeZone = "UTC", DateFormat = "YYYY-MM-DD", WeekStart = "monday", FiscalYearStartMonth = 1, Locale = "en-US" },
        });
}

/// <summary>Expenses, as far as a rebuild asks it.</summary>
public sealed class StandInExpenses : ExpensesReader.ExpensesReaderClient
{
    /// <summary>By tenant, in batches as they are streamed.</summary>
    public Dictionary<Guid, List<ExpenseBatch>> Batches { get; } = [];

    /// <summary>Ids that no tenant has; every other is there.</summary>
    public System.Collections.Concurrent.ConcurrentDictionary<string, bool> Unknown { get; } = new();

    /// <summary>Tenants for which it does not answer.</summary>
    public System.Collections.Concurrent.ConcurrentDictionary<string, bool> AwayFor { get; } = new();

    public override AsyncUnaryCall<FindReferencesResponse> FindReferencesAsync(FindReferencesRequest request, Metadata? headers = null, DateTime? deadline = null, CancellationToken cancellationToken = default)
    {
        deadline.ShouldNotBeNull("Somebody waits for the answer.");
        return AwayFor.ContainsKey(request.TenantId) ? Answers.Failing<FindReferencesResponse>(StatusCode.Unavailable) : Answers.Of(new FindReferencesResponse
        {
            ProjectIds = { request.ProjectIds.Where(IsKnown) },
            CategoryIds = { request.CategoryIds.Where(IsKnown) },
            AccountIds = { request.AccountIds.Where(IsKnown) },
        });
    }

    private bool IsKnown(string id) => !Unknown.ContainsKey(id);

    /// <summary>Runs between batches: events that come while the stream goes on.</summary>
    public Func<int, Task> BetweenBatches { get; set; } = _ => Task.CompletedTask;

    public override AsyncUnaryCall<ListTenantsResponse> ListTenantsAsync(ListTenantsRequest request, Metadata? headers = null, DateTime? deadline = null, CancellationToken cancellationToken = default) =>
        Answers.Of(new ListTenantsResponse { TenantIds = { Batches.Keys.Select(id => id.ToString()) } });

    public override AsyncServerStreamingCall<ExpenseBatch> StreamExpenses(StreamExpensesRequest request, Metadata? headers = null, DateTime? deadline = null, CancellationToken cancellationToken = default) =>
        new(new Batched(this, Batches.GetValueOrDefault(Guid.Parse(request.TenantId)) ?? []), Task.FromResult<Metadata>([]), () => Status.DefaultSuccess, () => [], () => { });

    private sealed class Batched(StandInExpenses expenses, List<ExpenseBatch> batches) : IAsyncStreamReader<ExpenseBatch>
    {
        private int _next;

        public ExpenseBatch Current => batches[_next - 1];

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            await expenses.BetweenBatches(_next);
            return _next++ < batches.Count;
        }
    }
}

internal static class Answers
{
    public static AsyncUnaryCall<T> Failing<T>(StatusCode status) =>
        new(Task.FromException<T>(new RpcException(new Status(status, "as asked"))), Task.FromResult<Metadata>([]), () => new Status(status, "as asked"), () => [], () => { });

    public static AsyncUnaryCall<T> Of<T>(T answer) => new(Task.FromResult(answer), Task.FromResult<Metadata>([]), () => Status.DefaultSuccess, () => [], () => { });
}
