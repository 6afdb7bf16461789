using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using TrackTok.TenantData.Tests.Notes;

namespace TrackTok.TenantData.Tests.Idempotency;

/// <summary>A write that loses a race runs again on what the winner left. Nobody who asked for no version hears of one.</summary>
public sealed class LostRaceTests : IAsyncLifetime
{
    private const int Writers = 12;
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
    public async Task Writers_who_ask_for_no_version_all_succeed()
    {
        var note = await WriteAsync();
        var answers = await AtOnceAsync(n => PatchAsync(note, $"text {n}"));
        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK);
        (await _notes.Database.ScalarAsync<long>("SELECT version FROM notes")).ShouldBe(1 + Writers);
        (await CountAsync("audit_entries")).ShouldBe(1 + Writers);
    }

    [Fact]
    public async Task Of_writers_who_ask_for_a_version_one_succeeds_and_the_others_hear_what_differs()
    {
        var note = await WriteAsync();
        var answers = await AtOnceAsync(n => PatchAsync(note, $"text {n}", "\"1\""));
        answers.Count(answer => answer.StatusCode == HttpStatusCode.OK).ShouldBe(1);
        foreach (var lost in answers.Where(answer => answer.StatusCode != HttpStatusCode.OK))
        {
            lost.StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
            var problem = await lost.Content.ReadFromJsonAsync<JsonElement>();
            problem.GetProperty("code").GetString().ShouldBe("stale_version");
            problem.GetProperty("differing").EnumerateArray().Select(member => member.GetString()).ShouldBe(["text"]);
        }
    }

    [Fact]
    public async Task Writers_who_make_the_same_thing_make_it_once()
    {
        var answers = await AtOnceAsync(_ => _client.PutAsync("/api/v1/folders/one", null));
        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.NoContent);
        (await CountAsync("folders")).ShouldBe(1);
    }

    [Fact]
    public async Task Losers_hear_the_states_own_refusal_which_is_what_their_key_keeps()
    {
        var note = await WriteAsync();
        var answers = await AtOnceAsync(n => StampAsync(note, $"key {n}".Replace(' ', '-')));
        answers.Count(answer => answer.StatusCode == HttpStatusCode.OK).ShouldBe(1);
        answers.Where(answer => answer.StatusCode != HttpStatusCode.OK).ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.Conflict);
        for (var n = 0; n < Writers; n++)
        {
            var again = await StampAsync(note, $"key-{n}");
            again.StatusCode.ShouldBe(answers[n].StatusCode);
            again.Headers.GetValues("Idempotency-Replayed").ShouldBe(["true"]);
        }
        // What was told in an attempt that lost was never said.
        (await CountAsync("outbox_messages")).ShouldBe(2);
    }

    private static Task<HttpResponseMessage[]> AtOnceAsync(Func<int, Task<HttpResponseMessage>> write) => Task.WhenAll(Enumerable.Range(0, Writers).Select(n => Task.Run(() => write(n))));

    private async Task<Guid> WriteAsync() =>
        (await (await _client.PostAsJsonAsync("/api/v1/notes", new { text = "first" })).Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();

    private Task<HttpResponseMessage> StampAsync(Guid note, string key) => SendAsync(HttpMethod.Post, $"/api/v1/notes/{note}/stamp", null, "Idempotency-Key", key);

    private Task<HttpResponseMessage> PatchAsync(Guid note, string text, string? version = null) =>
        SendAsync(HttpMethod.Patch, $"/api/v1/notes/{note}", JsonContent.Create(new { text }), "If-Match", version);

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? body, string header, string? value)
    {
        var request = new HttpRequestMessage(method, path) { Content = body };
        if (value is not null) request.Headers.TryAddWithoutValidation(header, value);
        return _client.SendAsync(request);
    }

    private Task<long> CountAsync(string table) => _notes.Database.ScalarAsync<long>($"SELECT count(*) FROM {table}");
}
