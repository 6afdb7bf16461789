using System.Globalization;
using Npgsql;

namespace TrackTok.Bench;

/// <summary>
/// Fills the databases by SQL, as an administrator: expenses of the last two years, made after one that each tenant recorded through the API, with all that an expense brings along
/// (revision, ledger entry, audit entry, balances, totals, counters), so that the rows are those of the product whatever it adds to them.
/// </summary>
internal static class Loading
{
    /// <summary>Lifts the plans' limits, which are not what is measured.</summary>
    public static async Task LiftPlansAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand("UPDATE known_tenants SET plan = 'professional'");
        await command.ExecuteNonQueryAsync();
    }

    public static async Task ExpensesAsync(NpgsqlDataSource database, int perTenant)
    {
        await using var connection = await database.OpenConnectionAsync();
        await RunAsync(connection, $"""
            CREATE TEMP TABLE fresh AS
            SELECT tenant_id, template, id, day, amount, row_number() OVER (PARTITION BY tenant_id ORDER BY id) AS n FROM (
                SELECT expense.tenant_id, expense.id AS template, {Id("number")} AS id, current_date - (random() * 730)::int AS day, round((1 + random() * 499)::numeric, 2) AS amount
                FROM expenses AS expense CROSS JOIN generate_series(1, {perTenant}) AS number) AS made;
            CREATE TEMP TABLE booked AS
            SELECT entry.tenant_id, entry.account_id, entry.id AS template, fresh.id AS expense_id, {Id("fresh.n")} AS id, fresh.day, fresh.amount, entry.number + fresh.n AS number,
                entry.balance_after - sum(fresh.amount) OVER (PARTITION BY entry.tenant_id ORDER BY fresh.n) AS balance
            FROM fresh JOIN ledger_entries AS entry ON entry.tenant_id = fresh.tenant_id AND entry.expense_id = fresh.template;
            """);
        // Row by row in one transaction, these would move one counter as often as there are expenses, each time past all its dead versions: here they are counted once, at the end.
        await RunAsync(connection, "ALTER TABLE expenses DISABLE TRIGGER count_used_terms_of_new; ALTER TABLE audit_entries DISABLE TRIGGER number_audit_entry");
        await CopyAsync(connection, "expenses", "fresh", "source.id = fresh.template", new()
        {
            ["id"] = "fresh.id",
            ["expense_date"] = "fresh.day",
            ["amount"] = "fresh.amount",
            ["reporting_amount"] = "fresh.amount",
            ["project_amount"] = "fresh.amount",
            ["account_amount"] = "fresh.amount",
        });
        await CopyAsync(connection, "expense_revisions", "fresh", "source.expense_id = fresh.template", new() { ["expense_id"] = "fresh.id" });
        await CopyAsync(connection, "audit_entries", "fresh", "source.entity_id = fresh.template", new()
        {
            ["id"] = Id("fresh.n"),
            ["entity_id"] = "fresh.id",
            ["sequence"] = "fresh.n + (SELECT last FROM audit_counters AS counter WHERE counter.tenant_id = fresh.tenant_id)",
        });
        await CopyAsync(connection, "ledger_entries", "booked", "source.id = booked.template", new()
        {
            ["id"] = "booked.id",
            ["expense_id"] = "booked.expense_id",
            ["number"] = "booked.number",
            ["amount"] = "-booked.amount",
            ["balance_after"] = "booked.balance",
            ["occurred_on"] = "booked.day",
        });
        await RunAsync(connection, """
            UPDATE accounts AS account SET balance = balance - booked.amount, entry_count = entry_count + booked.entries
            FROM (SELECT tenant_id, account_id, sum(amount) AS amount, count(*) AS entries FROM booked GROUP BY 1, 2) AS booked
            WHERE account.tenant_id = booked.tenant_id AND account.id = booked.account_id;
            UPDATE projects AS project SET spent = spent + made.amount, expense_count = expense_count + made.expenses
            FROM (SELECT fresh.tenant_id, expense.project_id, sum(fresh.amount) AS amount, count(*) AS expenses
                FROM fresh JOIN expenses AS expense ON expense.tenant_id = fresh.tenant_id AND expense.id = fresh.template GROUP BY 1, 2) AS made
            WHERE project.tenant_id = made.tenant_id AND project.id = made.project_id;
            UPDATE audit_counters AS counter SET last = last + made.expenses FROM (SELECT tenant_id, count(*) AS expenses FROM fresh GROUP BY 1) AS made WHERE counter.tenant_id = made.tenant_id;
            UPDATE used_terms AS term SET uses = uses + made.expenses FROM (SELECT tenant_id, count(*) AS expenses FROM fresh GROUP BY 1) AS made WHERE term.tenant_id = made.tenant_id;
            ALTER TABLE expenses ENABLE TRIGGER count_used_terms_of_new;
            ALTER TABLE audit_entries ENABLE TRIGGER number_audit_entry;
            UPDATE usage_counters AS counter SET used = used + made.expenses FROM (SELECT tenant_id, count(*) AS expenses FROM fresh GROUP BY 1) AS made
            WHERE counter.tenant_id = made.tenant_id AND counter.name = 'expenses';
            """);
        await RunAsync(connection, "VACUUM ANALYZE");
    }

    public static async Task MonolithAsync(NpgsqlDataSource database, IEnumerable<Guid> tenants, int perTenant)
    {
        await using var connection = await database.OpenConnectionAsync();
        var list = string.Join(", ", tenants.Select(tenant => $"('{tenant}'::uuid)"));
        await RunAsync(connection, $"""
            INSERT INTO expenses (tenant_id, id, amount, currency, title, description, vendor, category_id, project_id, account_id, expense_date, payment_method, status, tags, created_by, created_at)
            SELECT tenant, {Id("number")}, round((1 + random() * 499)::numeric, 2), 'USD', 'Office Supplies', 'Printer paper and pens', 'Paper & Co', gen_random_uuid(), gen_random_uuid(), gen_random_uuid(),
                current_date - (random() * 730)::int, 'credit_card', 'approved', ARRAY['office', 'supplies'], gen_random_uuid(), now()
            FROM (VALUES {list}) AS tenants (tenant) CROSS JOIN generate_series(1, {perTenant}) AS number;
            INSERT INTO audit (id, tenant_id, actor, action, entity_id, changes, occurred_at)
            SELECT {Id("1")}, tenant_id, created_by, 'expense.created', id, to_jsonb(expenses), now() FROM expenses;
            """);
        await RunAsync(connection, "VACUUM ANALYZE");
    }

    /// <summary>Ids of version 7, spread over the time up to now, as recording would have left them.</summary>
    private static string Id(string number) => string.Create(CultureInfo.InvariantCulture,
        $"(lpad(to_hex((extract(epoch FROM now()) * 1000)::bigint - 63072000000 + (random() * 63000000000)::bigint + {number} * 0), 12, '0') || '7' || substr(md5(random()::text), 1, 3) || 'a' || substr(md5(random()::text), 1, 15))::uuid");

    /// <summary>Copies each template row once for every row of <paramref name="made"/>, with other values where they are given.</summary>
    private static async Task CopyAsync(NpgsqlConnection connection, string table, string made, string match, Dictionary<string, string> other)
    {
        var columns = new List<string>();
        await using (var read = new NpgsqlCommand("SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = $1 AND is_generated = 'NEVER' ORDER BY ordinal_position", connection) { Parameters = { new() { Value = table } } })
        await using (var reader = await read.ExecuteReaderAsync())
            while (await reader.ReadAsync()) columns.Add(reader.GetString(0));
        var values = columns.Select(column => other.GetValueOrDefault(column, $"source.{column}"));
        await RunAsync(connection, $"""
            INSERT INTO {table} ({string.Join(", ", columns)})
            SELECT {string.Join(", ", values)} FROM {table} AS source JOIN {made} ON source.tenant_id = {made}.tenant_id AND {match} ORDER BY {made}.id
            """);
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 600 };
        await command.ExecuteNonQueryAsync();
    }
}
