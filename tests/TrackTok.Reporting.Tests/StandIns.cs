using System.Collections.Concurrent;
using Grpc.Core;
using TrackTok.Expenses.Contracts.Grpc;
using TrackTok.Tenants.Contracts;
using Settings = TrackTok.Tenants.Contracts.TenantSettings;

namespace TrackTok.Reporting.Tests;

/// <summary>Stands in for Tenants: every tenant exists, in dollars and UTC unless told otherwise.</summary>
internal sealed class StandInTenants : TrackTok.Tenants.Contracts.Tenants.TenantsClient
{
    private readonly ConcurrentDictionary<string, Settings> _settings = new();

    internal void Set(Guid tenantId, string currency = "USD", string timeZone = "UTC") => _settings[tenantId.ToString()] = Of(currency, timeZone);

    public override AsyncUnaryCall<Tenant> GetTenantAsync(GetTenantRequest request, Metadata? headers = null, DateTime? deadline = null, CancellationToken cancellationToken = default) => new(
        Task.FromResult(new Tenant
        {
            Id = request.TenantId,
            Name = "Acme",
            Subdomain = "acme",
            Status = "active",
            Plan = "basic",
            Version = 1,
            Settings = _settings.GetOrAdd(request.TenantId, _ => Of("USD", "UTC")),
        }),
        Task.FromResult(new Metadata()), () => Status.DefaultSuccess, () => [], () => { });

    private static Settings Of(string currency, string timeZone) => new()
    {
        Currency = currency,
        TimeZone = timeZone,
        DateFormat = "YYYY-MM-DD",
        WeekStart = "monday",
        FiscalYearStartMonth = 1,
        Locale = "en-US",
    };
}

/// <summary>Stands in for Expenses as the owner of what a rebuild reads.</summary>
internal sealed class StandInExpenses : ExpensesReader.ExpensesReaderClient
{
    internal ConcurrentDictionary<string, List<ExpenseState>> Expenses { get; } = new();

    internal ConcurrentDictionary<string, List<CategoryState>> Categories { get; } = new();

    internal ConcurrentDictionary<string, List<ProjectState>> Projects { get; } = new();

    internal ConcurrentDictionary<string, List<AccountState>> Accounts { get; } = new();

    /// <summary>Runs between one batch and the next: what happens while a rebuild is under way.</summary>
    internal Func<Task>? BetweenBatches { get; set; }

    public override AsyncServerStreamingCall<ExpenseBatch> StreamExpenses(
        StreamExpensesRequest request, Metadata? headers = null, DateTime? deadline = null, CancellationToken cancellationToken = default) =>
        Stream(Expenses.GetValueOrDefault(request.TenantId, []).Chunk(3).Select(chunk => new ExpenseBatch { Expenses = { chunk } }));

    public override AsyncServerStreamingCall<CategoryBatch> StreamCategories(
        StreamCategoriesRequest request, Metadata? headers = null, DateTime? deadline = null, CancellationToken cancellationToken = default) =>
        Stream(Categories.GetValueOrDefault(request.TenantId, []).Chunk(3).Select(chunk => new CategoryBatch { Categories = { chunk } }));

    public override AsyncServerStreamingCall<ProjectBatch> StreamProjects(
        StreamProjectsRequest request, Metadata? headers = null, DateTime? deadline = null, CancellationToken cancellationToken = default) =>
        Stream(Projects.GetValueOrDefault(request.TenantId, []).Chunk(3).Select(chunk => new ProjectBatch { Projects = { chunk } }));

    public override AsyncServerStreamingCall<AccountBatch> StreamAccounts(
        StreamAccountsRequest request, Metadata? headers = null, DateTime? deadline = null, CancellationToken cancellationToken = default) =>
        Stream(Accounts.GetValueOrDefault(request.TenantId, []).Chunk(3).Select(chunk => new AccountBatch { Accounts = { chunk } }));

    public override AsyncUnaryCall<ListTenantsResponse> ListTenantsAsync(
        ListTenantsRequest request, Metadata? headers = null, DateTime? deadline = null, CancellationToken cancellationToken = default) =>
        new(Task.FromResult(new ListTenantsResponse { TenantIds = { Expenses.Keys } }), Task.FromResult(new Metadata()), () => Status.DefaultSuccess, () => [], () => { });

    private AsyncServerStreamingCall<T> Stream<T>(IEnumerable<T> batches) =>
        new(new Reader<T>(batches.GetEnumerator(), BetweenBatches), Task.FromResult(new Metadata()), () => Status.DefaultSuccess, () => [], () => { });

    private sealed class Reader<T>(IEnumerator<T> batches, Func<Task>? between) : IAsyncStreamReader<T>
    {
        public T Current => batches.Current;

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            if (between is not null) await between();
            return batches.MoveNext();
        }
    }
}
