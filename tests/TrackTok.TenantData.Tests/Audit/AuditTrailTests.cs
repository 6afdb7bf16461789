using System.Net.Http.Json;
using TrackTok.TenantData.Tests.Notes;

namespace TrackTok.TenantData.Tests.Audit;

public sealed class AuditTrailTests : IAsyncLifetime
{
    private NotesService _notes = null!;

    public async ValueTask InitializeAsync() => _notes = await NotesService.StartAsync();

    public ValueTask DisposeAsync() => _notes.DisposeAsync();

    [Fact]
    public async Task Numbers_a_tenants_entries_without_gaps_though_writers_race_and_some_fail()
    {
        var tenants = Enumerable.Range(0, 3).Select(_ => Guid.CreateVersion7()).ToArray();
        var clients = tenants.Select(tenant => _notes.Client(tenant)).ToArray();
        await Task.WhenAll(Enumerable.Range(0, 90).Select(i =>
            clients[i % 3].PostAsJsonAsync("/api/v1/notes", new { text = i % 7 == 0 ? "refuse" : i % 11 == 0 ? "fault" : "hello" })));
        foreach (var tenant in tenants)
        {
            var count = await _notes.Database.ScalarAsync<long>($"SELECT count(*) FROM audit_entries WHERE tenant_id = '{tenant}'");
            count.ShouldBeGreaterThan(10);
            (await _notes.Database.ScalarAsync<bool>($"SELECT min(sequence) = 1 AND max(sequence) = {count} AND count(DISTINCT sequence) = {count} FROM audit_entries WHERE tenant_id = '{tenant}'")).ShouldBeTrue();
        }
    }

    [Fact]
    public async Task Says_who_what_old_and_new()
    {
        var client = _notes.Client(Guid.CreateVersion7());
        client.DefaultRequestHeaders.Add("X-Request-Id", "request-7");
        var created = await client.PostAsJsonAsync("/api/v1/notes", new { text = "before" });
        await client.PatchAsJsonAsync(created.Headers.Location, new { text = "after" });
        (await _notes.Database.ScalarAsync<string>("SELECT string_agg(action, ' ' ORDER BY sequence) FROM audit_entries")).ShouldBe("note.created note.changed");
        (await _notes.Database.ScalarAsync<string>("SELECT changes ->> 'text' FROM audit_entries WHERE sequence = 2")).ShouldBe("""["before", "after"]""");
        (await _notes.Database.ScalarAsync<bool>("SELECT actor_id IS NOT NULL AND request_id = 'request-7' AND entity_version = 2 FROM audit_entries WHERE sequence = 2")).ShouldBeTrue();
    }
}
