using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using TrackTok.TenantData.Tests.Notes;

namespace TrackTok.TenantData.Tests.Wall;

/// <summary>PostgreSQL knows the tenant at every statement, whatever became of the statement, the savepoint or the transaction before: what is there is found.</summary>
public sealed class ToldTenantTests : IAsyncLifetime
{
    private readonly Guid _tenant = Guid.CreateVersion7();
    private readonly Guid _note = Guid.CreateVersion7();
    private NotesService _notes = null!;

    public async ValueTask InitializeAsync()
    {
        _notes = await NotesService.StartAsync();
        await _notes.InTenantAsync(_tenant, async db =>
        {
            db.Add(new Note { Id = _note, Text = "there" });
            await using var transaction = await TenantTransaction.BeginAsync(db, CancellationToken.None);
            await db.SaveChangesAsync();
            await transaction.CommitAsync();
        });
    }

    public ValueTask DisposeAsync() => _notes.DisposeAsync();

    [Fact]
    public Task After_a_read_that_was_broken_off() => _notes.InTenantAsync(_tenant, async db =>
    {
        using (var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(300)))
            await Should.ThrowAsync<OperationCanceledException>(() => db.Set<Note>().FromSql($"SELECT n.* FROM notes AS n, pg_sleep(20)").ToListAsync(patience.Token));
        await using var transaction = await TenantTransaction.BeginAsync(db, CancellationToken.None);
        (await IsThereAsync(db)).ShouldBeTrue();
    });

    [Fact]
    public Task After_a_read_that_failed() => _notes.InTenantAsync(_tenant, async db =>
    {
        await Should.ThrowAsync<Npgsql.PostgresException>(() => db.Set<Note>().FromSql($"SELECT n.* FROM notes AS n WHERE 1 / (length(n.text) - 5) = 1").ToListAsync());
        await using var transaction = await TenantTransaction.BeginAsync(db, CancellationToken.None);
        (await IsThereAsync(db)).ShouldBeTrue();
    });

    [Fact]
    public Task In_a_transaction_that_was_begun_without_telling() => _notes.InTenantAsync(_tenant, async db =>
    {
        await using (var told = await TenantTransaction.BeginAsync(db, CancellationToken.None)) await told.CommitAsync();
        await using (var read = await db.Database.BeginTransactionAsync()) (await IsThereAsync(db)).ShouldBeTrue();
        await using (var wrote = await db.Database.BeginTransactionAsync())
            (await db.Set<Note>().Where(note => note.Id == _note).ExecuteUpdateAsync(note => note.SetProperty(row => row.Text, "changed"))).ShouldBe(1);
    });

    [Fact]
    public Task In_a_transaction_that_a_save_begins_by_itself() => _notes.InTenantAsync(_tenant, async db =>
    {
        await using (var told = await TenantTransaction.BeginAsync(db, CancellationToken.None)) await told.RollbackAsync();
        db.Add(new Note { Id = Guid.CreateVersion7(), Text = "another" });
        await db.SaveChangesAsync();
        (await db.Set<Note>().CountAsync()).ShouldBe(2);
    });

    [Fact]
    public Task After_a_way_back_to_a_savepoint() => _notes.InTenantAsync(_tenant, async db =>
    {
        await using var transaction = await db.Database.BeginTransactionAsync();
        await transaction.CreateSavepointAsync("here");
        (await IsThereAsync(db)).ShouldBeTrue();
        await transaction.RollbackToSavepointAsync("here");
        (await IsThereAsync(db)).ShouldBeTrue();
    });

    [Fact]
    public async Task Under_many_requests_of_which_some_are_broken_off_and_some_refused()
    {
        var missing = 0;
        var broken = 0;
        await Task.WhenAll(Enumerable.Range(0, 16).Select(async worker =>
        {
            using var client = _notes.Client(_tenant);
            for (var i = 0; i < 60; i++)
            {
                using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds((worker + i) % 4 == 0 ? 1 + i % 5 : 30_000));
                try
                {
                    var kind = (worker + i) % 3;
                    var asking = kind switch
                    {
                        0 => client.GetAsync($"/api/v1/notes/{_note}", patience.Token),
                        1 => client.PatchAsync($"/api/v1/notes/{_note}", JsonContent.Create(new { text = $"{worker} {i}" }), patience.Token),
                        _ => client.PostAsync("/api/v1/notes", JsonContent.Create(new { text = i % 2 == 0 ? "refuse" : "kept" }), patience.Token),
                    };
                    using var answer = await asking;
                    if (answer.StatusCode == HttpStatusCode.NotFound) Interlocked.Increment(ref missing);
                }
                catch (OperationCanceledException)
                {
                    Interlocked.Increment(ref broken);
                }
            }
        }));
        missing.ShouldBe(0);
        broken.ShouldBeGreaterThan(0);
    }

    private Task<bool> IsThereAsync(NotesDbContext db) => db.Set<Note>().AsNoTracking().AnyAsync(note => note.Id == _note);
}
