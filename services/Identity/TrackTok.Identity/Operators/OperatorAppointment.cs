using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using TrackTok.Identity.Data;
using TrackTok.Identity.Passwords;
using TrackTok.Identity.People;
using TrackTok.Identity.Sessions;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.TenantData;

namespace TrackTok.Identity.Operators;

/// <summary>An operator as the deployment names one, in <c>Identity:Operators</c>.</summary>
internal sealed class AppointedOperator
{
    /// <summary>A UUID chosen for this person at deployment: it, and not the e-mail address, makes the operator.</summary>
    public Guid Id { get; set; }

    public string Email { get; set; } = "";

    /// <summary>The first password; a later change of it here changes nothing.</summary>
    public string Password { get; set; } = "";

    public string FirstName { get; set; } = "";

    public string LastName { get; set; } = "";
}

/// <summary>
/// Makes the operators that the deployment names, and dismisses those it names no longer, each time the service starts. An account that somebody registered under an
/// operator's e-mail address does not become one: the appointment is then refused and logged.
/// </summary>
internal sealed partial class OperatorAppointment(
    IServiceScopeFactory scopes, IOptions<List<AppointedOperator>> appointed, PasswordHashes passwords, TimeProvider time, ILogger<OperatorAppointment> log) : BackgroundService
{
    private const long Lock = 7238;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await AppointAsync(stoppingToken);
                return;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogLater(e);
                await Task.Delay(Pause, time, stoppingToken);
            }
        }
    }

    internal async Task AppointAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TenantContext>().Set(Platform.Id);
        var db = scope.ServiceProvider.GetRequiredService<IdentityDbContext>();
        await using var transaction = await TenantTransaction.BeginAsync(db, cancellationToken);
        // Replicas start together.
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({Lock})", cancellationToken);
        var serving = await db.Operators.ToListAsync(cancellationToken);
        foreach (var named in appointed.Value.Where(named => serving.TrueForAll(known => known.PersonId != named.Id))) await AppointAsync(db, named, cancellationToken);
        var dismissed = serving.Where(known => appointed.Value.TrueForAll(named => named.Id != known.PersonId)).ToList();
        foreach (var known in dismissed) Dismiss(db, known);
        await db.SaveChangesAsync(cancellationToken);

        var people = dismissed.ConvertAll(known => known.PersonId);
        var ended = db.Sessions.Where(session => session.TenantId == Platform.Id && people.Contains(session.PersonId) && session.EndedAt == null);
        var sessions = await ended.Select(session => session.Id).ToListAsync(cancellationToken);
        await SessionEnding.EndRowsAsync(db, ended, EndReasons.Revoked, time.GetUtcNow(), cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        if (sessions.Count > 0) await scope.ServiceProvider.GetRequiredService<SessionEnding>().ListAsync(sessions);
    }

    private async Task AppointAsync(IdentityDbContext db, AppointedOperator named, CancellationToken cancellationToken)
    {
        if (!await db.People.AnyAsync(person => person.Id == named.Id, cancellationToken))
        {
            var email = Person.FoldEmail(named.Email);
            var errors = new RequestErrors();
            PasswordRule.Check(errors, named.Password, "password");
            if (named.Id == Guid.Empty || errors.Any || await db.People.AnyAsync(person => person.Email == email, cancellationToken))
            {
                LogRefused(named.Id);
                return;
            }
            db.Add(Person.Register(named.Id, email, await passwords.HashAsync(named.Password, cancellationToken), named.FirstName, named.LastName, time.GetUtcNow()));
        }
        db.Add(PlatformOperator.Appoint(named.Id, time.GetUtcNow()));
        db.Record("operator.appointed", "person", named.Id);
    }

    private static void Dismiss(IdentityDbContext db, PlatformOperator known)
    {
        db.Remove(known);
        db.Record("operator.dismissed", "person", known.PersonId);
    }

    [LoggerMessage(LogLevel.Error, "Operator {Id} is not appointed: the id is missing, the password is too weak, or the e-mail address belongs to another account")]
    private partial void LogRefused(Guid id);

    [LoggerMessage(LogLevel.Warning, "Operators are appointed later: the database does not answer")]
    private partial void LogLater(Exception exception);
}
