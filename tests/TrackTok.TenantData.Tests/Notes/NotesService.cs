using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.Testing;

namespace TrackTok.TenantData.Tests.Notes;

public sealed record WriteNoteRequest(string? Text, Guid? FolderId) : ICheckedRequest
{
    public void Check(RequestErrors errors) => errors.Text(Text, "text", longest: 100);
}

public sealed record ChangeNoteRequest(Change<string> Text);

public sealed record NoteAnswer(Guid Id, string Text, long Version) : IVersionedAnswer;

/// <summary>Hosts the notes service in process on a database of its own.</summary>
public sealed class NotesService : IAsyncDisposable
{
    private static readonly Permission Write = new("notes.write", "Write notes", Reach.All, Reach.None, Reach.Own);
    private WebApplication _app = null!;

    public TestDatabase<NotesDbContext> Database { get; private set; } = null!;

    public IServiceProvider Services => _app.Services;

    public static async Task<NotesService> StartAsync(string messaging = "loopback://localhost/", bool dispatches = false, TestDatabase<NotesDbContext>? database = null, string? listeners = null)
    {
        var service = new NotesService { Database = database ?? await TestDatabase<NotesDbContext>.CreateAsync("notes-db") };
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:notes-db"] = service.Database.App,
            ["ConnectionStrings:cache"] = TestServers.Redis,
            ["ConnectionStrings:messaging"] = messaging,
            ["Messaging:Listeners"] = listeners,
            ["Outbox:Dispatch"] = dispatches ? "true" : "false",
            ["Tokens:PublicKeyPem"] = TestTokens.PublicKeyPem,
            ["Edge:SigningKey"] = "edge-signing-key-of-tests",
        });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.AddServiceDefaults();
        builder.AddTenantDatabase<NotesDbContext>("notes-db");
        builder.AddMessaging(typeof(NotesService).Assembly);
        builder.WebHost.UseTestServer();
        service._app = builder.Build();
        service._app.UseServiceDefaults();
        service.Map();
        await service._app.StartAsync();
        return service;
    }

    public HttpClient Client(Guid tenantId, Role role = Role.Owner)
    {
        var client = _app.GetTestClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", TestTokens.For(tenantId, Guid.CreateVersion7(), role));
        return client;
    }

    public HttpClient Anonymous() => _app.GetTestClient();

    public async Task InTenantAsync(Guid tenantId, Func<NotesDbContext, Task> work)
    {
        await using var scope = Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TenantContext>().Set(tenantId);
        await work(scope.ServiceProvider.GetRequiredService<NotesDbContext>());
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await Database.DisposeAsync();
    }

    /// <summary>Stops the process without its database, which another takes over.</summary>
    public ValueTask StopAsync() => _app.DisposeAsync();

    private void Map()
    {
        var api = _app.MapApi().WithTransactions<NotesDbContext>().WithReadYourWrites<NotesDbContext>();
        api.MapPost("/notes", async Task<Results<Created<NoteAnswer>, ProblemHttpResult>> (WriteNoteRequest request, NotesDbContext db, TenantContext tenant, TimeProvider time, CancellationToken ct) =>
        {
            var note = new Note { Id = Guid.CreateVersion7(time.GetUtcNow()), Text = request.Text!, FolderId = request.FolderId };
            db.Add(note);
            db.Tell(() => new NoteWritten(tenant.TenantId, time.GetUtcNow(), note.Version, note.Id, note.Text));
            await db.SaveChangesAsync(ct);
            if (note.Text == "refuse") return new Refusal(RefusalKind.Conflict, "refused", "As asked.").ToProblem();
            if (note.Text == "fault") throw new InvalidOperationException("As asked.");
            return TypedResults.Created($"/api/v1/notes/{note.Id}", new NoteAnswer(note.Id, note.Text, note.Version));
        }).Requires(Write);
        // Nothing more is done with the note in its transaction, so the commit may write it.
        api.MapPost("/notes/last", async Task<Results<Created<NoteAnswer>, ProblemHttpResult>> (WriteNoteRequest request, NotesDbContext db, TenantContext tenant, TimeProvider time, CancellationToken ct) =>
        {
            var note = new Note { Id = Guid.CreateVersion7(time.GetUtcNow()), Text = request.Text!, FolderId = request.Text == "in no folder" ? Guid.CreateVersion7() : null };
            if (note.Text == "with a folder") db.Add(new Folder { Id = Guid.CreateVersion7(), Name = "beside" });
            db.Add(note);
            db.Tell(() => new NoteWritten(tenant.TenantId, time.GetUtcNow(), note.Version, note.Id, note.Text));
            await db.SaveLastAsync(note, time.GetUtcNow(), ct);
            return note.Text == "refuse" ? new Refusal(RefusalKind.Conflict, "refused", "As asked.").ToProblem() : TypedResults.Created($"/api/v1/notes/{note.Id}", new NoteAnswer(note.Id, note.Text, note.Version));
        }).Requires(Write);
        api.MapGet("/notes/{id:guid}", async Task<Results<Ok<NoteAnswer>, ProblemHttpResult>> (Guid id, NotesDbContext db, CancellationToken ct) =>
            await db.Set<Note>().AsNoTracking().SingleOrDefaultAsync(note => note.Id == id, ct) is { } note
                ? TypedResults.Ok(new NoteAnswer(note.Id, note.Text, note.Version))
                : Refusal.NotFound("note").ToProblem()).Requires(Write);
        api.MapPatch("/notes/{id:guid}", async Task<Results<Ok<NoteAnswer>, ProblemHttpResult>> (Guid id, ChangeNoteRequest request, IfMatch seen, NotesDbContext db, CancellationToken ct) =>
        {
            if (await db.Set<Note>().SingleOrDefaultAsync(note => note.Id == id, ct) is not { } note) return Refusal.NotFound("note").ToProblem();
            if (!seen.Allows(note.Version)) return (await StaleVersion.RefuseAsync(db, note, seen, ct)).ToProblem();
            note.Text = request.Text.Or(note.Text)!;
            await db.SaveChangesAsync(ct);
            return TypedResults.Ok(new NoteAnswer(note.Id, note.Text, note.Version));
        }).Requires(Write);
        // Writes what it finds, or what it does not find, and asks for no lock: of many at once each but one loses the race.
        api.MapPut("/folders/{name}", async (string name, NotesDbContext db, CancellationToken ct) =>
        {
            if (await db.Set<Folder>().SingleOrDefaultAsync(folder => folder.Name == name, ct) is null) db.Add(new Folder { Id = Guid.CreateVersion7(), Name = name });
            await db.SaveChangesAsync(ct);
            return TypedResults.NoContent();
        }).Requires(Write);
        api.MapPost("/notes/{id:guid}/stamp", async Task<Results<Ok<NoteAnswer>, ProblemHttpResult>> (Guid id, NotesDbContext db, TenantContext tenant, TimeProvider time, CancellationToken ct) =>
        {
            if (await db.Set<Note>().SingleOrDefaultAsync(note => note.Id == id, ct) is not { } note) return Refusal.NotFound("note").ToProblem();
            if (note.Text == "stamped") return new Refusal(RefusalKind.Conflict, "stamped", "Once is enough.").ToProblem();
            note.Text = "stamped";
            db.Tell(() => new NoteWritten(tenant.TenantId, time.GetUtcNow(), note.Version, note.Id, note.Text));
            await db.SaveChangesAsync(ct);
            return TypedResults.Ok(new NoteAnswer(note.Id, note.Text, note.Version));
        }).Requires(Write);
        api.MapGet("/notes", async (NotesDbContext db, CancellationToken ct) =>
            TypedResults.Ok(await db.Set<Note>().AsNoTracking().OrderBy(note => note.Id).Select(note => note.Text).ToListAsync(ct))).Requires(Write);
    }
}

internal sealed class NoteWrittenConsumer(NotesDbContext db, TenantContext tenant, OutboxSignal signal, TimeProvider time) : TenantConsumer<NotesDbContext, NoteWritten>(db, tenant, signal, time)
{
    protected override Guid TenantOf(NoteWritten message) => message.TenantId;

    protected override async Task HandleAsync(NoteWritten message, CancellationToken cancellationToken)
    {
        if (message.Text == "poison") throw new InvalidOperationException("As asked.");
        if (await Db.Set<Heard>().SingleOrDefaultAsync(heard => heard.NoteId == message.NoteId, cancellationToken) is { } known) known.Times++;
        else Db.Add(new Heard { NoteId = message.NoteId, Times = 1 });
    }
}
