using Microsoft.EntityFrameworkCore;
using Npgsql;
using TrackTok.TenantData.Tests.Notes;

namespace TrackTok.TenantData.Tests.Wall;

/// <summary>The wall has three layers. Each test knocks out the others and sees the one left hold.</summary>
public sealed class TenantWallTests : IAsyncLifetime
{
    private readonly Guid _ours = Guid.CreateVersion7();
    private readonly Guid _theirs = Guid.CreateVersion7();
    private NotesService _notes = null!;
    private Guid _theirNote;
    private Guid _theirFolder;

    public async ValueTask InitializeAsync()
    {
        _notes = await NotesService.StartAsync();
        _theirNote = Guid.CreateVersion7();
        _theirFolder = Guid.CreateVersion7();
        await SaveAsync(_theirs, new Folder { Id = _theirFolder, Name = "theirs" });
        await SaveAsync(_theirs, new Note { Id = _theirNote, Text = "secret" });
    }

    public ValueTask DisposeAsync() => _notes.DisposeAsync();

    [Fact]
    public Task The_query_filter_alone_hides_other_tenants_rows() => _notes.InTenantAsync(_ours, async db =>
    {
        await _notes.Database.ExecuteAsync("ALTER TABLE notes DISABLE ROW LEVEL SECURITY");
        (await db.Set<Note>().CountAsync()).ShouldBe(0);
        // Without filter and policy the row is there: the test would fail if the filter did nothing.
        (await db.Set<Note>().IgnoreQueryFilters().CountAsync()).ShouldBe(1);
    });

    [Fact]
    public Task Row_level_security_alone_hides_other_tenants_rows() => _notes.InTenantAsync(_ours, async db =>
    {
        (await db.Set<Note>().IgnoreQueryFilters().CountAsync()).ShouldBe(0);
        (await _notes.Database.ScalarAsync<long>("SELECT count(*) FROM notes")).ShouldBe(1);
    });

    [Fact]
    public async Task Row_level_security_alone_refuses_to_change_other_tenants_rows()
    {
        await using var connection = await AppConnectionAsync();
        (await ExecuteAsync(connection, _ours, $"UPDATE notes SET text = 'x' WHERE id = '{_theirNote}'")).ShouldBe(0);
        (await ExecuteAsync(connection, _ours, $"DELETE FROM notes WHERE id = '{_theirNote}'")).ShouldBe(0);
        (await ExecuteAsync(connection, _theirs, $"UPDATE notes SET text = 'x' WHERE id = '{_theirNote}'")).ShouldBe(1);
    }

    [Fact]
    public async Task Row_level_security_alone_refuses_to_write_rows_of_another_tenant()
    {
        await using var connection = await AppConnectionAsync();
        var refused = await Should.ThrowAsync<PostgresException>(() =>
            ExecuteAsync(connection, _ours, $"INSERT INTO folders (tenant_id, id, name) VALUES ('{_theirs}', '{Guid.CreateVersion7()}', 'x')"));
        refused.SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    [Fact]
    public async Task Without_a_tenant_the_database_shows_nothing()
    {
        await using var connection = await AppConnectionAsync();
        await using var count = new NpgsqlCommand("SELECT count(*) FROM notes", connection);
        (await count.ExecuteScalarAsync()).ShouldBe(0L);
    }

    [Fact]
    public async Task The_keys_alone_refuse_a_link_to_another_tenants_row()
    {
        await _notes.Database.ExecuteAsync("ALTER TABLE notes DISABLE ROW LEVEL SECURITY; ALTER TABLE folders DISABLE ROW LEVEL SECURITY");
        var refused = await Should.ThrowAsync<DbUpdateException>(() => SaveAsync(_ours, new Note { Id = Guid.CreateVersion7(), Text = "x", FolderId = _theirFolder }));
        ((PostgresException)refused.InnerException!).SqlState.ShouldBe(PostgresErrorCodes.ForeignKeyViolation);
        await SaveAsync(_theirs, new Note { Id = Guid.CreateVersion7(), Text = "x", FolderId = _theirFolder });
    }

    [Fact]
    public async Task Stamping_refuses_a_row_that_names_another_tenant() =>
        await Should.ThrowAsync<TenantWallException>(() => SaveAsync(_ours, new Note { TenantId = _theirs, Id = Guid.CreateVersion7(), Text = "x" }));

    [Fact]
    public async Task A_connection_goes_back_to_the_pool_without_a_tenant()
    {
        await _notes.InTenantAsync(_theirs, async db => (await db.Set<Note>().CountAsync()).ShouldBe(1));
        for (var i = 0; i < 5; i++)
        {
            await using var connection = await ((NpgsqlDataSource)_notes.Services.GetService(typeof(NpgsqlDataSource))!).OpenConnectionAsync();
            await using var setting = new NpgsqlCommand("SELECT coalesce(current_setting('app.tenant_id', true), '')", connection);
            (await setting.ExecuteScalarAsync()).ShouldBe("");
        }
    }

    [Fact]
    public async Task The_applications_role_can_neither_change_the_schema_nor_step_over_the_wall()
    {
        await using var connection = await AppConnectionAsync();
        foreach (var statement in new[] { "ALTER TABLE notes DISABLE ROW LEVEL SECURITY", "CREATE TABLE x (y int)", "DROP POLICY tenant_wall ON notes", "UPDATE audit_entries SET action = 'x'", "DELETE FROM audit_entries", "SET ROLE notes_owner" })
        {
            await using var command = new NpgsqlCommand(statement, connection);
            (await Should.ThrowAsync<PostgresException>(() => command.ExecuteNonQueryAsync())).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege, statement);
        }
    }

    [Fact]
    public async Task Reading_without_a_tenant_in_scope_is_a_bug_that_throws() =>
        await Should.ThrowAsync<Exception>(async () =>
        {
            await using var scope = Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.CreateAsyncScope(_notes.Services);
            var db = (NotesDbContext)scope.ServiceProvider.GetService(typeof(NotesDbContext))!;
            await db.Set<Note>().CountAsync();
        });

    private Task SaveAsync(Guid tenantId, object row) => _notes.InTenantAsync(tenantId, async db =>
    {
        await using var transaction = await TenantTransaction.BeginAsync(db, CancellationToken.None);
        db.Add(row);
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
    });

    private async Task<NpgsqlConnection> AppConnectionAsync()
    {
        var connection = new NpgsqlConnection(_notes.Database.App);
        await connection.OpenAsync();
        return connection;
    }

    private static async Task<int> ExecuteAsync(NpgsqlConnection connection, Guid tenantId, string sql)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var tell = new NpgsqlCommand($"SELECT set_config('app.tenant_id', '{tenantId}', true)", connection, transaction)) await tell.ExecuteNonQueryAsync();
        await using var command = new NpgsqlCommand(sql, connection, transaction);
        var rows = await command.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
        return rows;
    }
}
