using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
using TrackTok.Expenses.Contracts;
using TrackTok.Expenses.Data;
using TrackTok.ServiceDefaults;
using TrackTok.TenantData;
using TrackTok.TenantSettings;

namespace TrackTok.Expenses.Accounts;

/// <summary>
/// The one place that moves balances, project totals and plan counters: one statement for everything a change moves, so that a balance always equals the sum of its entries
/// and a limit is never passed, however many write at once. Rows are locked in the same order everywhere (the expenses that change, then categories, accounts, projects, counter; each
/// by id), so that writers wait for each other and never deadlock. Call it late in a transaction: what it locks stays locked until the commit.
/// </summary>
internal static class Ledger
{
    /// <summary>Books the change, or refuses: a hard limit is reached, or something that it refers to was deleted a moment ago.</summary>
    /// <param name="tenants">Where a larger plan is looked for before a limit refuses; left out where nothing is taken from a limit.</param>
    public static async Task<Booked> PostAsync(ExpensesDbContext db, Booking booking, DateTimeOffset now, CancellationToken cancellationToken, KnownTenants? tenants = null)
    {
        var entries = booking.Postings.ConvertAll(_ => Guid.CreateVersion7(now));
        var rows = await RunAsync(db, Statement(db, booking, entries, now), cancellationToken);

        var accounts = rows.Where(row => row.Kind == "account").ToList();
        var projects = rows.Where(row => row.Kind == "project").ToDictionary(row => row.Id, row => new ProjectCount(row.Count, row.Version));
        var held = rows.Count(row => row.Kind == "held");
        if (accounts.Count + held + projects.Count < Expected(booking)) return Booked.Refused(LedgerErrors.ReferenceGone);
        var usage = rows.Find(row => row.Kind == "usage");
        if (booking.Usage is { } wanted && usage is null && !await TakeFromLargerAsync(db, wanted.Limit, wanted.Count, tenants, cancellationToken))
            return Booked.Refused(wanted.Limit.Reached(await UsedAsync(db, wanted.Limit.Name, cancellationToken)));

        foreach (var account in accounts.Where(account => IsNews(account, booking))) db.Tell(() => account.Revised(db.TenantId, now));
        var numbers = rows.Where(row => row.Kind == "entry").ToDictionary(row => row.Id);
        return new Booked(
            null,
            booking.Postings.Select((posting, n) => new BookedEntry(entries[n], posting, numbers[entries[n]].Balance, numbers[entries[n]].Count, now, db.Caller.Caller.UserId)).ToList(),
            projects);
    }

    /// <summary>An expense tells of itself, account and amount included. The account speaks up when money was moved in another way, and when its balance is low or no longer is.</summary>
    private static bool IsNews(BookedRow account, Booking booking)
    {
        var postings = booking.Postings.Where(posting => posting.AccountId == account.Id).ToList();
        return postings.Exists(posting => posting.ExpenseId is null)
            || account.IsLow(account.Balance) || account.IsLow(account.Balance - postings.Sum(posting => posting.Amount));
    }

    private static int Expected(Booking booking)
    {
        var posted = booking.Postings.Select(posting => posting.AccountId).ToHashSet();
        return posted.Count + booking.HeldAccounts.Count(id => !posted.Contains(id)) + booking.HeldCategories.Count + booking.Projects.Count;
    }

    /// <summary>An upgrade lifts limits at once, also while its event is on the way here.</summary>
    private static async Task<bool> TakeFromLargerAsync(ExpensesDbContext db, PlanLimit limit, long count, KnownTenants? tenants, CancellationToken cancellationToken) =>
        tenants is not null && await tenants.FindLargerAsync(limit, cancellationToken) is { } larger
        && await db.Database.ExecuteSqlAsync(
            $"UPDATE usage_counters SET used = used + {count} WHERE tenant_id = {db.TenantId} AND name = {larger.Name} AND used + {count} <= {larger.Max}", cancellationToken) == 1;

    private static Task<long> UsedAsync(ExpensesDbContext db, string limit, CancellationToken cancellationToken) =>
        db.UsageCounters.Where(counter => counter.Name == limit).Select(counter => counter.Used).SingleOrDefaultAsync(cancellationToken);

    /// <summary>
    /// The counts in the conditions make PostgreSQL finish one kind of row before it turns to the next. Updates compute from the newest row, which the lock before them has waited for.
    /// </summary>
    private const string Sql = """
        WITH posting AS (
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8)
                WITH ORDINALITY AS p (id, account_id, kind, amount, occurred_on, note, expense_id, transfer_id, n)
        ), held_category AS (
            SELECT id FROM categories WHERE tenant_id = $9 AND id = ANY ($10) AND deleted_at IS NULL ORDER BY id FOR KEY SHARE
        ), due AS (
            SELECT account_id, sum(amount) AS amount, count(*) AS entries, bool_and(kind = 'reversal') AS only_reversals FROM posting GROUP BY account_id
            UNION ALL SELECT id, 0, 0, false FROM unnest($11) AS held (id)
        ), locked_account AS (
            SELECT a.id, d.amount, d.entries FROM accounts AS a JOIN due AS d ON d.account_id = a.id
            WHERE a.tenant_id = $9 AND (a.deleted_at IS NULL OR d.only_reversals) AND (SELECT count(*) FROM held_category) >= 0
            ORDER BY a.id FOR NO KEY UPDATE OF a
        ), account AS (
            UPDATE accounts AS a SET balance = a.balance + l.amount, entry_count = a.entry_count + l.entries, version = a.version + 1, updated_at = $12
            FROM locked_account AS l WHERE a.tenant_id = $9 AND a.id = l.id AND l.entries > 0
            RETURNING a.id, a.name, a.type, a.currency_code, a.balance, a.low_balance_threshold, a.entry_count, a.version, a.deleted_at, a.archived
        ), entry AS (
            INSERT INTO ledger_entries (tenant_id, id, account_id, number, kind, amount, balance_after, expense_id, transfer_id, note, occurred_on, recorded_at, recorded_by)
            SELECT $9, p.id, p.account_id, a.entry_count - count(*) OVER later, p.kind, p.amount, a.balance - coalesce(sum(p.amount) OVER later, 0),
                p.expense_id, p.transfer_id, p.note, p.occurred_on, $12, $13
            FROM posting AS p JOIN account AS a ON a.id = p.account_id
            WINDOW later AS (PARTITION BY p.account_id ORDER BY p.n ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)
            RETURNING id, number, balance_after
        ), move AS (
            SELECT * FROM unnest($14, $15, $16, $17) AS m (project_id, spent, expenses, unconverted)
        ), locked_project AS (
            SELECT p.id, m.spent, m.expenses, m.unconverted FROM projects AS p JOIN move AS m ON m.project_id = p.id
            WHERE p.tenant_id = $9 AND (p.deleted_at IS NULL OR m.expenses < 0)
                AND (SELECT count(*) FROM locked_account) + (SELECT count(*) FROM account) >= 0
            ORDER BY p.id FOR NO KEY UPDATE OF p
        ), project AS (
            UPDATE projects AS p SET spent = p.spent + l.spent, expense_count = p.expense_count + l.expenses, unconverted_count = p.unconverted_count + l.unconverted,
                version = p.version + 1
            FROM locked_project AS l WHERE p.tenant_id = $9 AND p.id = l.id
            RETURNING p.id, p.expense_count, coalesce(p.noticed_limit, 0) AS noticed_limit
        ), usage AS (
            UPDATE usage_counters AS u SET used = u.used + $18
            WHERE u.tenant_id = $9 AND u.name = $19 AND ($18 < 0 OR u.used + $18 <= $20) AND (SELECT count(*) FROM project) >= 0
            RETURNING u.used
        )
        SELECT 'account' AS kind, id AS row_id, balance, entry_count AS count, version, name, type, currency_code, low_balance_threshold, deleted_at IS NOT NULL AS deleted, archived FROM account
        UNION ALL SELECT 'entry', id, balance_after, number, 0, NULL, NULL, NULL, NULL, false, false FROM entry
        UNION ALL SELECT 'held', id, 0, 0, 0, NULL, NULL, NULL, NULL, false, false FROM held_category
        UNION ALL SELECT 'held', id, 0, 0, 0, NULL, NULL, NULL, NULL, false, false FROM locked_account WHERE entries = 0
        UNION ALL SELECT 'project', id, 0, expense_count, noticed_limit, NULL, NULL, NULL, NULL, false, false FROM project
        UNION ALL SELECT 'usage', NULL, 0, used, 0, NULL, NULL, NULL, NULL, false, false FROM usage
        """;

    private static NpgsqlBatchCommand Statement(ExpensesDbContext db, Booking booking, List<Guid> entries, DateTimeOffset now)
    {
        var postings = booking.Postings;
        var projects = booking.Projects.ToArray();
        Guid[] accountIds = [.. postings.Select(posting => posting.AccountId)];
        return new NpgsqlBatchCommand(Sql)
        {
            Parameters =
            {
                Typed<Guid[]>([.. entries]),
                Typed(accountIds),
                Typed<string[]>([.. postings.Select(posting => posting.Kind)]),
                Typed<decimal[]>([.. postings.Select(posting => posting.Amount)]),
                Typed<DateOnly[]>([.. postings.Select(posting => posting.OccurredOn)]),
                Typed<string?[]>([.. postings.Select(posting => posting.Note)]),
                Typed<Guid?[]>([.. postings.Select(posting => posting.ExpenseId)]),
                Typed<Guid?[]>([.. postings.Select(posting => posting.TransferId)]),
                Typed(db.TenantId),
                Typed<Guid[]>([.. booking.HeldCategories]),
                Typed<Guid[]>([.. booking.HeldAccounts.Except(accountIds)]),
                Typed(now),
                new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Uuid, Value = (object?)db.Caller.Caller.UserId ?? DBNull.Value },
                Typed<Guid[]>([.. projects.Select(move => move.ProjectId)]),
                Typed<decimal[]>([.. projects.Select(move => move.Spent)]),
                Typed<int[]>([.. projects.Select(move => move.Expenses)]),
                Typed<int[]>([.. projects.Select(move => move.Unconverted)]),
                Typed<long>(booking.Usage?.Count ?? 0),
                Typed(booking.Usage?.Limit.Name ?? ""),
                Typed(booking.Usage?.Limit.Max ?? 0),
            },
        };
    }

    private static NpgsqlParameter<T> Typed<T>(T value) => new() { TypedValue = value };

    private static async Task<List<BookedRow>> RunAsync(ExpensesDbContext db, NpgsqlBatchCommand statement, CancellationToken cancellationToken)
    {
        await using var reader = await TenantTransaction.QueryAsync(db, statement, cancellationToken);
        var rows = new List<BookedRow>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(new BookedRow(
                reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetGuid(1), reader.GetDecimal(2), reader.GetInt64(3), reader.GetInt64(4), Text(5), Text(6), Text(7),
                reader.IsDBNull(8) ? null : reader.GetDecimal(8), reader.GetBoolean(9), reader.GetBoolean(10)));
        }
        return rows;

        string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
    }

    private sealed record BookedRow(
        string Kind, Guid? RowId, decimal Balance, long Count, long Version, string? Name, string? Type, string? CurrencyCode, decimal? LowBalanceThreshold, bool Deleted, bool Archived)
    {
        internal Guid Id => RowId!.Value;

        internal bool IsLow(decimal balance) => balance < LowBalanceThreshold;

        internal AccountRevised Revised(Guid tenantId, DateTimeOffset now) => new(tenantId, now, Version, Id, Name!, Type!, CurrencyCode!, Balance, LowBalanceThreshold, Deleted, Archived);
    }
}

/// <summary>What was booked, or why nothing was.</summary>
/// <param name="Entries">The entries written, in the order of the postings.</param>
/// <param name="Projects">What the soft limit goes by, of each project that was moved.</param>
internal sealed record Booked(Refusal? Refusal, IReadOnlyList<BookedEntry> Entries, IReadOnlyDictionary<Guid, ProjectCount> Projects)
{
    internal static Booked Refused(Refusal refusal) => new(refusal, [], new Dictionary<Guid, ProjectCount>());
}

/// <param name="Expenses">How many living expenses the project has now.</param>
/// <param name="NoticedLimit">The limit of which the owners know that it is passed; 0 for none.</param>
internal sealed record ProjectCount(long Expenses, long NoticedLimit);

/// <summary>An entry as it was written.</summary>
internal sealed record BookedEntry(Guid Id, Posting Posting, decimal BalanceAfter, long Number, DateTimeOffset RecordedAt, Guid? RecordedBy);
