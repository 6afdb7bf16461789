using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using TrackTok.TenantData.Tests.Notes;

namespace TrackTok.TenantData.Tests.Appending;

/// <summary>What the commit writes is what a save would have written, behind the same wall.</summary>
public sealed class AppendedRowsTests : IAsyncLifetime
{
    private readonly Guid _tenant = Guid.CreateVersion7();
    private NotesService _notes = null!;

    public async ValueTask InitializeAsync() => _notes = await NotesService.StartAsync();

    public ValueTask DisposeAsync() => _notes.DisposeAsync();

    [Fact]
    public async Task An_entry_that_the_commit_wrote_has_all_that_a_saved_one_has()
    {
        await PostAsync("/api/v1/notes", "by the commit");
        await _notes.InTenantAsync(_tenant, async db =>
        {
            db.Add(new Note { Id = Guid.CreateVersion7(), Text = "by a save" });
            await db.SaveChangesAsync();
        });

        var entries = await RowsAsync("SELECT jsonb_agg(to_jsonb(e) ORDER BY sequence) FROM audit_entries AS e");
        entries.Length.ShouldBe(2);
        foreach (var member in new[] { "tenant_id", "action", "entity_type", "entity_version" }) entries[0].GetProperty(member).ToString().ShouldBe(entries[1].GetProperty(member).ToString(), member);
        entries.Select(entry => entry.GetProperty("sequence").GetInt64()).ShouldBe([1, 2]);
        entries[0].GetProperty("changes").GetProperty("text").EnumerateArray().Select(value => value.GetString()).ShouldBe([null, "by the commit"]);
        // The person and the request are known only where there is one.
        foreach (var member in new[] { "actor_id", "request_id" })
            entries.Select(entry => entry.GetProperty(member).ValueKind).ShouldBe([JsonValueKind.String, JsonValueKind.Null], member);
    }

    [Theory]
    [InlineData("alone")]
    [InlineData("with a folder")]
    public async Task A_row_that_is_saved_last_has_its_entry_and_its_event(string text)
    {
        var answer = await PostAsync("/api/v1/notes/last", text);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        answer.Headers.Contains("TrackTok-Consistency").ShouldBeTrue();
        foreach (var table in new[] { "notes", "audit_entries", "outbox_messages", "idempotency_records" })
            (await _notes.Database.ScalarAsync<long>($"SELECT count(*) FROM {table}")).ShouldBe(1, table);
        (await _notes.Database.ScalarAsync<long>("SELECT count(*) FROM folders")).ShouldBe(text == "alone" ? 0 : 1);
        (await _notes.Database.ScalarAsync<Guid>("SELECT tenant_id FROM notes")).ShouldBe(_tenant);
    }

    [Fact]
    public async Task What_was_to_be_saved_last_is_gone_with_a_refusal()
    {
        (await PostAsync("/api/v1/notes/last", "refuse")).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        foreach (var table in new[] { "notes", "audit_entries", "outbox_messages" }) (await _notes.Database.ScalarAsync<long>($"SELECT count(*) FROM {table}")).ShouldBe(0, table);
    }

    [Fact]
    public async Task What_breaks_a_rule_of_the_database_is_refused_at_the_commit_and_leaves_nothing()
    {
        var answer = await PostAsync("/api/v1/notes/last", "in no folder");
        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString().ShouldBe("reference_unknown");
        foreach (var table in new[] { "notes", "audit_entries", "outbox_messages" }) (await _notes.Database.ScalarAsync<long>($"SELECT count(*) FROM {table}")).ShouldBe(0, table);
    }

    [Fact]
    public Task Outside_a_unit_of_work_a_row_is_saved_at_once() => _notes.InTenantAsync(_tenant, async db =>
    {
        var note = new Note { Id = Guid.CreateVersion7(), Text = "at once" };
        db.Add(note);
        await db.SaveLastAsync(note, DateTimeOffset.UtcNow, CancellationToken.None);
        (await db.Set<Note>().AsNoTracking().CountAsync()).ShouldBe(1);
        (await db.Audit.CountAsync()).ShouldBe(1);
    });

    [Fact]
    public Task A_row_that_is_saved_last_waits_for_the_commit_and_is_written_once() => _notes.InTenantAsync(_tenant, async db =>
    {
        await using var transaction = await TenantTransaction.BeginAsync(db, CancellationToken.None);
        db.Journal.Appended.AreWritten = true;
        var note = new Note { Id = Guid.CreateVersion7(), Text = "last" };
        db.Add(note);
        await db.SaveLastAsync(note, DateTimeOffset.UtcNow, CancellationToken.None);
        (await CountAsync(db)).ShouldBe(0);
        await db.Journal.Appended.WriteAsync(db, CancellationToken.None);
        await db.SaveChangesAsync();
        (await CountAsync(db), await db.Audit.CountAsync()).ShouldBe((1, 1));
    });

    [Fact]
    public Task What_goes_with_a_change_of_many_rows_does_not_wait_for_the_commit() => _notes.InTenantAsync(_tenant, async db =>
    {
        await using var transaction = await TenantTransaction.BeginAsync(db, CancellationToken.None);
        db.Journal.Appended.AreWritten = true;
        foreach (var (many, written) in new[] { (3, 0L), (250, 253L), (2, 253L) })
        {
            for (var i = 0; i < many; i++) db.Add(new Note { Id = Guid.CreateVersion7(), Text = "one of many" });
            await db.SaveChangesAsync();
            (await db.Audit.LongCountAsync()).ShouldBe(written);
        }
    });

    [Fact]
    public Task Another_tenants_row_is_not_written() => _notes.InTenantAsync(_tenant, async db =>
    {
        await using var transaction = await TenantTransaction.BeginAsync(db, CancellationToken.None);
        db.Journal.Appended.AreWritten = true;
        db.Append(new Note { Id = Guid.CreateVersion7(), Text = "foreign", TenantId = Guid.CreateVersion7() });
        await using var batch = TenantTransaction.Batch(db, out _);
        Should.Throw<TenantWallException>(() => db.Journal.Appended.WriteInto(batch, db));
    });

    [Fact]
    public async Task A_statement_written_by_hand_is_behind_the_wall_told_or_not()
    {
        await PostAsync("/api/v1/notes", "there");
        await _notes.InTenantAsync(_tenant, async db =>
        {
            await using (await TenantTransaction.BeginAsync(db, CancellationToken.None)) (await CountAsync(db)).ShouldBe(1);
            await using (await db.Database.BeginTransactionAsync()) (await CountAsync(db), await CountAsync(db)).ShouldBe((1, 1));
            await Should.ThrowAsync<TenantWallException>(() => CountAsync(db));
        });
        await _notes.InTenantAsync(Guid.CreateVersion7(), async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            (await CountAsync(db)).ShouldBe(0);
        });
    }

    private static async Task<long> CountAsync(NotesDbContext db)
    {
        await using var reader = await TenantTransaction.QueryAsync(db, new NpgsqlBatchCommand("SELECT count(*) FROM notes"), CancellationToken.None);
        await reader.ReadAsync();
        return reader.GetInt64(0);
    }

    private async Task<JsonElement[]> RowsAsync(string sql) => [.. JsonElement.Parse((await _notes.Database.ScalarAsync<string>($"SELECT ({sql})::text"))!).EnumerateArray()];

    private Task<HttpResponseMessage> PostAsync(string path, string text)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(new { text }) };
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        return _notes.Client(_tenant).SendAsync(request);
    }
}
