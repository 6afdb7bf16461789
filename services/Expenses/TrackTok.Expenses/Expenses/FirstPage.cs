using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Npgsql;
using TrackTok.ServiceDefaults;
using TrackTok.TenantData;

namespace TrackTok.Expenses.Expenses;

/// <summary>
/// The list as most people ask for it (all that lives, newest first, from its beginning) by the shortest way: one round trip, and every row goes from the driver into the answer without
/// an object between them. It writes what the serializer makes of <see cref="ExpenseResponse"/>; a test compares the two.
/// </summary>
internal sealed class FirstPage(NpgsqlDataSource source)
{
    private const string SetTenant = "SELECT set_config('app.tenant_id', $1, true), " + StatementPlans.Once;

    private const string Newest = $"""
        SELECT {ExpenseRow.Columns} FROM expenses WHERE tenant_id = $1 AND deleted_at IS NULL ORDER BY expense_date DESC, id DESC LIMIT $2
        """;

    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public async Task<WrittenPage> ReadAsync(Guid tenantId, PageRequest page, CancellationToken cancellationToken)
    {
        await using var batch = source.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(SetTenant) { Parameters = { new NpgsqlParameter<string> { TypedValue = tenantId.ToString() } } });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Newest)
        {
            Parameters = { new NpgsqlParameter<Guid> { TypedValue = tenantId }, new NpgsqlParameter<int> { TypedValue = page.Limit + 1 } },
        });
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);

        var body = WrittenPage.TakeBuffer();
        await using var json = new Utf8JsonWriter(body, Json);
        json.WriteStartObject();
        json.WriteStartArray("items"u8);
        var (count, day, id) = (0, default(DateOnly), default(Guid));
        string? next = null;
        while (await reader.ReadAsync(cancellationToken))
        {
            // The row behind the page tells that there are more.
            if (count++ == page.Limit) next = page.CursorAfter(day.ToString("O", CultureInfo.InvariantCulture), id.ToString());
            else (day, id) = ExpenseRow.Write(json, reader);
        }
        json.WriteEndArray();
        json.WriteString("next_cursor"u8, next);
        json.WriteBoolean("has_more"u8, next is not null);
        json.WriteEndObject();
        await json.FlushAsync(cancellationToken);
        return new WrittenPage(body, next);
    }
}
