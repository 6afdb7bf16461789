using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using TrackTok.TenantData.Tests.Notes;
using TrackTok.Testing;

namespace TrackTok.TenantData.Tests.Messaging;

/// <summary>On the real broker, with a virtual host of its own.</summary>
public sealed class OutboxAndInboxTests : IAsyncLifetime
{
    private readonly Guid _tenant = Guid.CreateVersion7();
    private NotesService _notes = null!;

    public async ValueTask InitializeAsync() => _notes = await NotesService.StartAsync(TestServers.RabbitMq, dispatches: true);

    public ValueTask DisposeAsync() => _notes.DisposeAsync();

    [Fact]
    public async Task A_fact_reaches_its_consumer_once_and_leaves_the_outbox()
    {
        var id = await WriteAsync("hello");
        await HeardAsync(id, 1);
        await EventuallyAsync(async () => await CountAsync("outbox_messages") == 0);
    }

    [Fact]
    public async Task The_same_message_twice_has_one_effect()
    {
        var note = Guid.CreateVersion7();
        var bus = _notes.Services.GetRequiredService<IBus>();
        var messageId = Guid.CreateVersion7();
        var fact = new NoteWritten(_tenant, TimeProvider.System.GetUtcNow(), 1, note, "hello");
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => bus.Publish(fact, context => context.MessageId = messageId)));
        await HeardAsync(note, 1);
        await Task.Delay(500, TestContext.Current.CancellationToken);
        await HeardAsync(note, 1);
        await bus.Publish(fact, context => context.MessageId = Guid.CreateVersion7());
        await HeardAsync(note, 2);
    }

    [Fact]
    public async Task A_row_that_another_process_left_is_published_when_NOTIFY_comes()
    {
        var note = Guid.CreateVersion7();
        var body = JsonSerializer.Serialize(new NoteWritten(_tenant, TimeProvider.System.GetUtcNow(), 1, note, "hello"), JsonSerializerOptions.Web);
        await _notes.Database.ExecuteAsync($"""
            INSERT INTO outbox_messages (id, type, body, occurred_at) VALUES ('{Guid.CreateVersion7()}', '{typeof(NoteWritten).FullName}, {typeof(NoteWritten).Assembly.GetName().Name}', '{body}', now());
            NOTIFY outbox;
            """);
        await HeardAsync(note, 1);
    }

    [Fact]
    public async Task A_reader_with_the_writers_token_sees_the_write()
    {
        var client = _notes.Client(_tenant);
        var answer = await client.PostAsJsonAsync("/api/v1/notes", new { text = "hello" });
        var token = answer.Headers.GetValues("TrackTok-Consistency").Single();
        token.ShouldStartWith("NoteWritten:");
        client.DefaultRequestHeaders.Add("TrackTok-Consistency", token);
        await client.GetAsync("/api/v1/notes");
        (await CountAsync("heard")).ShouldBe(1);
    }

    [Fact]
    public async Task A_token_of_a_write_that_never_happened_costs_a_reader_two_seconds_at_most()
    {
        var client = _notes.Client(_tenant);
        client.DefaultRequestHeaders.Add("TrackTok-Consistency", $"NoteWritten:{Guid.CreateVersion7():N}");
        var watch = Stopwatch.StartNew();
        (await client.GetAsync("/api/v1/notes")).EnsureSuccessStatusCode();
        watch.Elapsed.ShouldBeInRange(TimeSpan.FromSeconds(1.9), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Many_facts_in_a_burst_all_arrive()
    {
        var client = _notes.Client(_tenant);
        await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => client.PostAsJsonAsync("/api/v1/notes", new { text = "hello" })));
        await EventuallyAsync(async () => await CountAsync("heard") == 300);
        (await _notes.Database.ScalarAsync<int>("SELECT max(times) FROM heard")).ShouldBe(1);
    }

    [Fact]
    public async Task Two_dispatchers_share_the_rows_without_publishing_one_twice()
    {
        await using var second = new Host(await NotesService.StartAsync(TestServers.RabbitMq, dispatches: true, _notes.Database));
        var client = _notes.Client(_tenant);
        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => client.PostAsJsonAsync("/api/v1/notes", new { text = "hello" })));
        await EventuallyAsync(async () => await CountAsync("heard") == 200 && await CountAsync("outbox_messages") == 0);
        (await _notes.Database.ScalarAsync<int>("SELECT max(times) FROM heard")).ShouldBe(1);
    }

    [Fact]
    public async Task A_process_that_dies_between_commit_and_publish_loses_nothing()
    {
        // The writer never dispatches, as if killed right after its commit; another process finds the row.
        await using var silent = await NotesService.StartAsync(TestServers.RabbitMq, dispatches: false);
        var answer = await silent.Client(_tenant).PostAsJsonAsync("/api/v1/notes", new { text = "hello" });
        var id = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
        (await silent.Database.ScalarAsync<long>("SELECT count(*) FROM outbox_messages")).ShouldBe(1);
        await using var heir = new Host(await NotesService.StartAsync(TestServers.RabbitMq, dispatches: true, silent.Database));
        await EventuallyAsync(async () => await silent.Database.ScalarAsync<long>("SELECT count(*) FROM outbox_messages") == 0);
        await EventuallyAsync(async () =>
            await silent.Database.ScalarAsync<int>($"SELECT times FROM heard WHERE note_id = '{id}'") == 1 || await _notes.Database.ScalarAsync<int>($"SELECT times FROM heard WHERE note_id = '{id}'") == 1);
    }

    [Fact]
    public async Task Nothing_is_published_before_every_named_service_has_its_queues()
    {
        var late = "late-" + Guid.CreateVersion7().ToString("N");
        await using var careful = await NotesService.StartAsync(TestServers.RabbitMq, dispatches: true, listeners: "tests, " + late);
        (await careful.Client(_tenant).PostAsJsonAsync("/api/v1/notes", new { text = "hello" })).EnsureSuccessStatusCode();
        await Task.Delay(2000, TestContext.Current.CancellationToken);
        (await careful.Database.ScalarAsync<long>("SELECT count(*) FROM outbox_messages")).ShouldBe(1);

        await using var connection = await new RabbitMQ.Client.ConnectionFactory { Uri = new Uri(TestServers.RabbitMq) }.CreateConnectionAsync(TestContext.Current.CancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: TestContext.Current.CancellationToken);
        await channel.ExchangeDeclareAsync("listening." + late, "fanout", durable: true, autoDelete: false, cancellationToken: TestContext.Current.CancellationToken);
        await EventuallyAsync(async () => await careful.Database.ScalarAsync<long>("SELECT count(*) FROM outbox_messages") == 0);
        await channel.ExchangeDeleteAsync("listening." + late, cancellationToken: TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_poisonous_message_lands_in_the_error_queue_and_can_be_replayed()
    {
        var note = Guid.CreateVersion7();
        var bus = _notes.Services.GetRequiredService<IBus>();
        await bus.Publish(new NoteWritten(_tenant, TimeProvider.System.GetUtcNow(), 1, note, "poison"));
        await ShowsFailedAsync("tests-note-written_error");
        await using var scope = _notes.Services.CreateAsyncScope();
        var replay = scope.ServiceProvider.GetServices<IServiceCommand>().Single(command => command.Name == "replay-errors");
        var output = new StringWriter();
        await EventuallyAsync(async () =>
        {
            Console.SetOut(output);
            return await replay.RunAsync(["tests-note-written"], CancellationToken.None) == 0 && output.ToString().Contains("1 of 1 messages moved", StringComparison.Ordinal);
        });
    }

    /// <summary>Health names the queue in which failed messages wait, a measure counts them, and neither takes the service out of rotation.</summary>
    private async Task ShowsFailedAsync(string queue)
    {
        var measured = new System.Collections.Concurrent.ConcurrentDictionary<string, long>();
        using var listener = new System.Diagnostics.Metrics.MeterListener { InstrumentPublished = (instrument, self) => { if (instrument.Name == "tracktok.messages.failed") self.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => measured.AddOrUpdate((string)tags[0].Value!, value, (_, other) => Math.Max(value, other)));
        listener.Start();
        var errors = _notes.Services.GetRequiredService<ErrorQueues>();
        await EventuallyAsync(async () =>
        {
            await errors.LookAsync(CancellationToken.None);
            listener.RecordObservableInstruments();
            return measured.GetValueOrDefault(queue) > 0;
        });
        var answer = await _notes.Anonymous().GetAsync("/health/ready");
        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
        var check = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("checks").GetProperty("failed-messages");
        (check.GetProperty("status").GetString(), check.GetProperty("description").GetString()!.Contains(queue, StringComparison.Ordinal)).ShouldBe(("degraded", true));
    }

    private async Task<Guid> WriteAsync(string text)
    {
        var answer = await _notes.Client(_tenant).PostAsJsonAsync("/api/v1/notes", new { text });
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
    }

    private Task HeardAsync(Guid note, int times) =>
        EventuallyAsync(async () => await _notes.Database.ScalarAsync<int>($"SELECT times FROM heard WHERE note_id = '{note}'") == times);

    private Task<long> CountAsync(string table) => _notes.Database.ScalarAsync<long>($"SELECT count(*) FROM {table}");

    private static async Task EventuallyAsync(Func<Task<bool>> holds)
    {
        var watch = Stopwatch.StartNew();
        while (!await holds())
        {
            if (watch.Elapsed > TimeSpan.FromSeconds(30)) throw new TimeoutException("It did not come true within 30 seconds.");
            await Task.Delay(50);
        }
    }

    /// <summary>Stops the process and leaves the database to its owner.</summary>
    private sealed class Host(NotesService service) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => service.StopAsync();
    }
}
