using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using TrackTok.Bench.Wire;

namespace TrackTok.Bench.Limit;

/// <summary>
/// Turns the recorded statements of one request into a script that pgbench repeats for any tenant: what belongs to the tenant is looked up, what was new is made anew, all else
/// stays as it was sent.
/// </summary>
internal static partial class PgbenchScript
{
    /// <summary>What the script needs in the database: the tenants that take part, and ids in the order of time.</summary>
    public static string Preparation(IReadOnlyList<BenchTenant> tenants, string role) => $"""
        CREATE SCHEMA bench;
        CREATE TABLE bench.tenants (n int PRIMARY KEY, tenant_id uuid NOT NULL, user_id uuid NOT NULL, account_id uuid NOT NULL, project_id uuid NOT NULL, category_id uuid NOT NULL);
        INSERT INTO bench.tenants VALUES {string.Join(", ", tenants.Select((tenant, n) => string.Create(CultureInfo.InvariantCulture,
            $"({n + 1}, '{tenant.Id}', '{tenant.UserId}', '{tenant.AccountId}', '{tenant.ProjectId}', '{tenant.CategoryId}')")))};
        CREATE FUNCTION bench.uuid7() RETURNS uuid LANGUAGE sql VOLATILE PARALLEL SAFE AS $$
            SELECT encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) PLACING substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6), 52, 1), 53, 1), 'hex')::uuid
        $$;
        GRANT USAGE ON SCHEMA bench TO "{role}";
        GRANT SELECT ON bench.tenants TO "{role}";
        ANALYZE bench.tenants;
        """;

    /// <summary>Every statement a round trip of its own, as pgbench sends them, in one transaction.</summary>
    public static string Create(IReadOnlyList<WireStatement> statements, BenchTenant sampled, int tenants)
    {
        var names = new Names(sampled, fresh: true);
        var body = new StringBuilder();
        foreach (var statement in statements)
        {
            if (IsTenantSetting(statement)) continue;
            body.Append(names.Fill(statement)).Append(";\n");
            if (!BeginsTransaction(statement)) continue;
            // Here stands the product's own setting of the tenant.
            body.Append("{setting}");
        }
        var made = string.Concat(names.Fresh.Select(name => $", bench.uuid7() AS {name}"));
        var setting = $"SELECT set_config('app.tenant_id', tenant_id::text, true), tenant_id, user_id, account_id, project_id, category_id{made} FROM bench.tenants WHERE n = :n \\gset\n";
        var script = body.ToString();
        if (!script.Contains("{setting}", StringComparison.Ordinal)) throw new InvalidOperationException("The recorded request began no transaction:\n" + script);
        return $"\\set n random(1, {tenants})\n" + script.Replace("{setting}", setting, StringComparison.Ordinal);
    }

    /// <summary>A read, with the setting of the tenant in the same round trip, as the product does it.</summary>
    public static string List(IReadOnlyList<WireStatement> statements, BenchTenant sampled, int tenants)
    {
        var names = new Names(sampled, fresh: false);
        var body = string.Concat(statements.Where(statement => !IsTenantSetting(statement)).Select(statement => names.Fill(statement) + ";\n"));
        return $"\\set n random(1, {tenants})\n\\startpipeline\nSELECT set_config('app.tenant_id', (SELECT tenant_id FROM bench.tenants WHERE n = :n)::text, true);\n{body}\\endpipeline\n";
    }

    private static bool IsTenantSetting(WireStatement statement) => statement.Sql.Contains("set_config('app.tenant_id'", StringComparison.Ordinal);

    private static bool BeginsTransaction(WireStatement statement) => statement.Sql.StartsWith("BEGIN", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"\$(\d+)")]
    private static partial Regex Placeholder();

    /// <summary>Which recorded value stands for what.</summary>
    private sealed class Names(BenchTenant sampled, bool fresh)
    {
        private readonly Dictionary<string, string> _known = new()
        {
            [sampled.Id.ToString()] = "tenant_id",
            [sampled.UserId.ToString()] = "user_id",
            [sampled.AccountId.ToString()] = "account_id",
            [sampled.ProjectId.ToString()] = "project_id",
            [sampled.CategoryId.ToString()] = "category_id",
        };

        private readonly HashSet<string> _keys = [];

        public List<string> Fresh { get; } = [];

        public string Fill(WireStatement statement) =>
            Placeholder().Replace(statement.Sql.TrimEnd(';', ' ', '\n'), match => Expression(statement, statement.Values[int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) - 1]));

        private string Expression(WireStatement statement, WireValue value)
        {
            if (value.Text is null) return Cast("NULL", value.Type);
            if (value.Type == "uuid") return Cast(Id(value.Text), "uuid");
            if (value is { Type: "uuid[]", Elements: { Length: > 0 } ids }) return Cast("ARRAY[" + string.Join(", ", ids.Select(id => id == "NULL" ? "NULL" : Cast(Id(id), "uuid"))) + "]", "uuid[]");
            // The idempotency key is another each time: its lock and its row, both made from it.
            if (statement.Sql.Contains("pg_try_advisory_xact_lock", StringComparison.Ordinal)) return $"hashtextextended({Cast(Key(), "text")}, 0)";
            if (value.Type == "bytea" && statement.Sql.Contains("idempotency", StringComparison.Ordinal) && (_keys.Contains(value.Text) || statement.Sql.StartsWith("SELECT", StringComparison.Ordinal)))
            {
                _keys.Add(value.Text);
                return $"sha256(convert_to({Cast(Key(), "text")}, 'UTF8'))";
            }
            return Cast(Literal(value.Text), value.Type);
        }

        /// <summary>The tenant's own, or one made anew; in a read every other id stays what it was.</summary>
        private string Id(string id)
        {
            if (!fresh) return _known.GetValueOrDefault(id) == "tenant_id" ? "(SELECT tenant_id FROM bench.tenants WHERE n = :n)" : Literal(id);
            if (!_known.TryGetValue(id, out var name))
            {
                _known[id] = name = string.Create(CultureInfo.InvariantCulture, $"fresh{Fresh.Count + 1}");
                Fresh.Add(name);
            }
            return ":" + name;
        }

        private string Key()
        {
            if (!Fresh.Contains("key")) Fresh.Add("key");
            return ":key";
        }

        private static string Cast(string expression, string? type) => type is null ? expression : $"{expression}::{type}";

        /// <summary>pgbench takes every colon before a word for a variable, in strings, too.</summary>
        private static string Literal(string text) =>
            "E'" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal).Replace(":", "\\x3A", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal) + "'";
    }
}
