using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using TrackTok.Budgets.Data;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;

namespace TrackTok.Budgets.Alerts;

/// <summary>What narrows a list of alerts; read and dismissed are the caller's own.</summary>
internal readonly record struct AlertFilter
{
    [FromQuery(Name = "kind"), OneOf(typeof(AlertKinds))]
    public string? Kind { get; init; }

    [FromQuery(Name = "severity"), OneOf(typeof(Severities))]
    public string? Severity { get; init; }

    [FromQuery(Name = "read")]
    public bool? Read { get; init; }

    [FromQuery(Name = "dismissed")]
    public bool? Dismissed { get; init; }

    public Refusal? Check()
    {
        var errors = new RequestErrors();
        errors.OneOf(Kind, "kind", AlertKinds.All);
        errors.OneOf(Severity, "severity", Severities.All);
        return errors.ToRefusal();
    }

    public IQueryable<SeenAlert> Narrow(IQueryable<SeenAlert> alerts)
    {
        var (kind, severity, read, dismissed) = (Kind, Severity, Read, Dismissed);
        if (kind is not null) alerts = alerts.Where(seen => seen.Alert.Kind == kind);
        if (severity is not null) alerts = alerts.Where(seen => seen.Alert.Severity == severity);
        if (read is { } wantsRead) alerts = alerts.Where(seen => seen.Read == wantsRead);
        if (dismissed is { } wantsDismissed) alerts = alerts.Where(seen => seen.Dismissed == wantsDismissed);
        return alerts;
    }
}

/// <summary>Lists alerts, newest first.</summary>
internal static class ListAlerts
{
    public static async Task<Results<Ok<Page<AlertAnswer>>, ProblemHttpResult>> HandleAsync(
        [AsParameters] AlertFilter filter, [AsParameters] PageQuery page, BudgetsDbContext db, CallerContext caller, HttpContext http, CancellationToken cancellationToken)
    {
        if (filter.Check() is { } unfit) return unfit.ToProblem();
        var (request, refusal) = PageRequest.Read(page, keys: 1, filter.Kind, filter.Severity, filter.Read?.ToString(), filter.Dismissed?.ToString());
        if (request is null) return refusal!.ToProblem();
        var alerts = filter.Narrow(db.SeenBy(caller)).AsNoTracking();
        var total = request.IncludeTotal ? await alerts.LongCountAsync(cancellationToken) : (long?)null;
        if (request.After is not null)
        {
            if (!Guid.TryParse(request.After[0], out var last)) return PageRequest.BadCursor.ToProblem();
            alerts = alerts.Where(seen => seen.Alert.Id < last);
        }
        var rows = await alerts.OrderByDescending(seen => seen.Alert.Id).Take(request.Limit + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(request.ToPage(rows, AlertAnswer.From, seen => [seen.Alert.Id.ToString()], total).Linked(http));
    }
}
