using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using TrackTok.Tenancy;
using TrackTok.TenantData.Tests.Notes;

namespace TrackTok.TenantData.Tests.Idempotency;

public sealed class UnitOfWorkTests : IAsyncLifetime
{
    private readonly Guid _tenant = Guid.CreateVersion7();
    private NotesService _notes = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _notes = await NotesService.StartAsync();
        _client = _notes.Client(_tenant);
    }

    public ValueTask DisposeAsync() => _notes.DisposeAsync();

    [Fact]
    public async Task The_same_key_and_request_replay_the_first_answer()
    {
        var first = await PostAsync("hello", "k1");
        var second = await PostAsync("hello", "k1");
        first.StatusCode.ShouldBe(HttpStatusCode.Created);
        second.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await second.Content.ReadAsStringAsync()).ShouldBe(await first.Content.ReadAsStringAsync());
        second.Headers.GetValues("Idempotency-Replayed").ShouldBe(["true"]);
        first.Headers.Contains("Idempotency-Replayed").ShouldBeFalse();
        second.Headers.Location.ShouldBe(first.Headers.Location);
        second.Headers.ETag!.Tag.ShouldBe("\"1\"");
        (await CountAsync("notes")).ShouldBe(1);
    }

    [Fact]
    public async Task A_stored_answer_cannot_be_read_without_the_clients_key()
    {
        await PostAsync("shown once", "k1");
        (await _notes.Database.ScalarAsync<long>("SELECT count(*) FROM notes WHERE position('shown once' IN text) > 0")).ShouldBe(1);
        (await _notes.Database.ScalarAsync<long>("SELECT count(*) FROM idempotency_records WHERE position('shown once'::bytea IN body) > 0")).ShouldBe(0);
    }

    [Fact]
    public async Task The_same_key_with_another_request_is_refused()
    {
        await PostAsync("hello", "k1");
        (await CodeAsync(await PostAsync("other", "k1"), 422)).ShouldBe("idempotency_key_reused");
    }

    [Fact]
    public async Task The_same_key_of_another_person_is_another_key()
    {
        await PostAsync("hello", "k1");
        var other = await PostAsync("hello", "k1", _notes.Client(_tenant));
        other.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await CountAsync("notes")).ShouldBe(2);
    }

    [Fact]
    public async Task Racing_requests_with_one_key_have_one_effect()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => PostAsync("hello", "k1")));
        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.Created || answer.StatusCode == HttpStatusCode.Conflict);
        answers.Where(answer => answer.StatusCode == HttpStatusCode.Conflict).ShouldAllBe(answer => answer.Headers.RetryAfter!.Delta == TimeSpan.FromSeconds(1));
        (await CountAsync("notes")).ShouldBe(1);
    }

    [Fact]
    public async Task A_refusal_is_stored_and_leaves_nothing_else()
    {
        (await CodeAsync(await PostAsync("refuse", "k1"), 409)).ShouldBe("refused");
        var again = await PostAsync("refuse", "k1");
        (await CodeAsync(again, 409)).ShouldBe("refused");
        again.Headers.Contains("Idempotency-Replayed").ShouldBeTrue();
        (await CountAsync("notes")).ShouldBe(0);
        (await CountAsync("outbox_messages")).ShouldBe(0);
        (await CountAsync("audit_entries")).ShouldBe(0);
    }

    [Fact]
    public async Task A_fault_of_ours_is_not_stored_and_leaves_nothing()
    {
        var fault = await PostAsync("fault", "k1");
        (await CodeAsync(fault, 500)).ShouldBe("internal_error");
        (await fault.Content.ReadAsStringAsync()).ShouldNotContain("InvalidOperation");
        (await CountAsync("notes")).ShouldBe(0);
        (await CountAsync("idempotency_records")).ShouldBe(0);
    }

    [Fact]
    public async Task A_missing_permission_is_not_stored()
    {
        (await PostAsync("hello", "k1", _notes.Client(_tenant, Role.Analyst))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await CountAsync("idempotency_records")).ShouldBe(0);
    }

    [Theory]
    [InlineData("with blank")]
    [InlineData("ümlaut")]
    public async Task A_key_that_is_no_key_is_refused(string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/notes") { Content = JsonContent.Create(new { text = "x" }) };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        (await CodeAsync(await _client.SendAsync(request), 422)).ShouldBe("idempotency_key_invalid");
    }

    [Fact]
    public async Task Effect_audit_event_and_answer_are_written_together()
    {
        await PostAsync("hello", "k1");
        foreach (var table in new[] { "notes", "audit_entries", "outbox_messages", "idempotency_records" }) (await CountAsync(table)).ShouldBe(1, table);
    }

    [Fact]
    public async Task A_stale_change_names_what_differs()
    {
        var id = (await (await PostAsync("hello", "k1")).Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();
        (await PatchAsync(id!, "\"1\"", new { text = "second" })).StatusCode.ShouldBe(HttpStatusCode.OK);
        var stale = await PatchAsync(id!, "\"1\"", new { text = "third" });
        (await CodeAsync(stale, 412)).ShouldBe("stale_version");
        JsonDocument.Parse(await stale.Content.ReadAsStringAsync()).RootElement.GetProperty("differing").EnumerateArray().Select(member => member.GetString()).ShouldBe(["text"]);
    }

    [Fact]
    public async Task A_stale_change_tells_what_was_seen_and_what_stands_now()
    {
        var id = (await (await PostAsync("first", "k1")).Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();
        await PatchAsync(id!, "\"1\"", new { text = "second" });
        await PatchAsync(id!, "\"2\"", new { text = "third" });

        var change = (await ChangesAsync(id!, "\"1\"")).ShouldHaveSingleItem();
        (change.GetProperty("member").GetString(), change.GetProperty("old").GetString(), change.GetProperty("new").GetString()).ShouldBe(("text", "first", "third"));

        await PatchAsync(id!, "\"3\"", new { text = "first" });
        (await ChangesAsync(id!, "\"1\"")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_reader_who_has_the_version_gets_304()
    {
        var created = await PostAsync("hello", "k1");
        using var request = new HttpRequestMessage(HttpMethod.Get, created.Headers.Location);
        request.Headers.TryAddWithoutValidation("If-None-Match", "\"1\"");
        (await _client.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task Unknown_members_and_parameters_and_broken_json_are_told_apart()
    {
        (await CodeAsync(await _client.PostAsync("/api/v1/notes", JsonContent.Create(new { text = "x", colour = "red" })), 422)).ShouldBe("validation_failed");
        (await CodeAsync(await _client.GetAsync("/api/v1/notes?limt=5"), 422)).ShouldBe("unknown_parameter");
        (await CodeAsync(await _client.PostAsync("/api/v1/notes", new StringContent("{nope", System.Text.Encoding.UTF8, "application/json")), 400)).ShouldBe("malformed_json");
        (await CodeAsync(await _client.PostAsync("/api/v1/notes", new StringContent("{\"text\": {}}", System.Text.Encoding.UTF8, "application/json")), 422)).ShouldBe("validation_failed");
        (await CodeAsync(await _client.PostAsync("/api/v1/notes", new StringContent("x", System.Text.Encoding.UTF8, "text/plain")), 415)).ShouldBe("unsupported_media_type");
        (await CodeAsync(await _client.GetAsync("/api/v1/nothing"), 404)).ShouldBe("not_found");
    }

    private Task<HttpResponseMessage> PostAsync(string text, string key, HttpClient? client = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/notes") { Content = JsonContent.Create(new { text }) };
        request.Headers.Add("Idempotency-Key", key);
        return (client ?? _client).SendAsync(request);
    }

    private async Task<JsonElement[]> ChangesAsync(string id, string etag)
    {
        var stale = await PatchAsync(id, etag, new { text = "mine" });
        return [.. JsonElement.Parse(await stale.Content.ReadAsStringAsync()).GetProperty("changes").EnumerateArray()];
    }

    private Task<HttpResponseMessage> PatchAsync(string id, string etag, object body)
    {
        var request = new HttpRequestMessage(HttpMethod.Patch, $"/api/v1/notes/{id}") { Content = JsonContent.Create(body) };
        request.Headers.TryAddWithoutValidation("If-Match", etag);
        return _client.SendAsync(request);
    }

    private static async Task<string?> CodeAsync(HttpResponseMessage answer, int status)
    {
        ((int)answer.StatusCode).ShouldBe(status, await answer.Content.ReadAsStringAsync());
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("code").GetString();
    }

    private Task<long> CountAsync(string table) => _notes.Database.ScalarAsync<long>($"SELECT count(*) FROM {table}");
}
