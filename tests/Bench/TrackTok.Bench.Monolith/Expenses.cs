using System.Security.Claims;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace TrackTok.Bench.Monolith;

/// <summary>The two use cases as a competent hand writes them with EF Core and nothing else.</summary>
internal static class Expenses
{
    internal sealed record Body(
        decimal Amount, string Title, string? Description, string? Vendor, Guid? CategoryId, Guid? ProjectId, Guid? AccountId, DateOnly ExpenseDate, string? PaymentMethod, string[]? Tags);

    internal sealed record Page(IReadOnlyList<Expense> Items, bool HasMore);

    /// <summary>Expense, event, audit entry and idempotency key in one transaction.</summary>
    internal static async Task<IResult> CreateAsync(Body body, HttpContext http, MonolithDbContext db, TimeProvider time, CancellationToken cancellationToken)
    {
        var (tenant, user) = Caller(http.User);
        var key = http.Request.Headers["Idempotency-Key"].ToString();
        if (key.Length > 0 && await db.IdempotencyKeys.AsNoTracking().SingleOrDefaultAsync(known => known.TenantId == tenant && known.Key == key, cancellationToken) is { } answered)
            return Results.Content(answered.Answer, "application/json", statusCode: 201);

        var now = time.GetUtcNow();
        var expense = new Expense
        {
            TenantId = tenant,
            Id = Guid.CreateVersion7(now),
            Amount = body.Amount,
            Currency = "USD",
            Title = body.Title,
            Description = body.Description,
            Vendor = body.Vendor,
            CategoryId = body.CategoryId,
            ProjectId = body.ProjectId,
            AccountId = body.AccountId,
            ExpenseDate = body.ExpenseDate,
            PaymentMethod = body.PaymentMethod,
            Status = "approved",
            Tags = body.Tags ?? [],
            CreatedBy = user,
            CreatedAt = now,
        };
        var content = JsonSerializer.Serialize(expense);
        db.Expenses.Add(expense);
        db.Outbox.Add(new OutboxMessage { Id = Guid.CreateVersion7(now), Type = "ExpenseRecorded", Body = content, OccurredAt = now });
        db.Audit.Add(new AuditEntry { Id = Guid.CreateVersion7(now), TenantId = tenant, Actor = user, Action = "expense.created", EntityId = expense.Id, Changes = content, OccurredAt = now });
        if (key.Length > 0) db.IdempotencyKeys.Add(new IdempotencyKey { TenantId = tenant, Key = key, Answer = content, CreatedAt = now });
        await db.SaveChangesAsync(cancellationToken);
        return Results.Created($"/expenses/{expense.Id}", expense);
    }

    /// <summary>The newest twenty.</summary>
    internal static async Task<Page> ListAsync(HttpContext http, MonolithDbContext db, CancellationToken cancellationToken)
    {
        var (tenant, _) = Caller(http.User);
        var rows = await db.Expenses.AsNoTracking().Where(expense => expense.TenantId == tenant)
            .OrderByDescending(expense => expense.ExpenseDate).ThenByDescending(expense => expense.Id).Take(21).ToListAsync(cancellationToken);
        return new Page(rows.Count > 20 ? rows[..20] : rows, rows.Count > 20);
    }

    private static (Guid Tenant, Guid User) Caller(ClaimsPrincipal user) => (Guid.Parse(user.FindFirstValue("tenant_id")!), Guid.Parse(user.FindFirstValue("sub")!));
}
