using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.ApiKeys;
using TrackTok.Identity.Contracts;
using TrackTok.Identity.Data;
using TrackTok.Identity.Sessions;
using TrackTok.ServiceDefaults;

namespace TrackTok.Identity.People;

/// <summary>What other services ask of Identity.</summary>
internal sealed class IdentityGrpcService(IdentityDbContext db, ApiKeyExchange keys, StandingTokens standing) : Contracts.Identity.IdentityBase
{
    private const int Most = 1000;

    public override async Task<Contracts.Person> FindPersonByEmail(FindPersonByEmailRequest request, ServerCallContext context)
    {
        var email = Person.FoldEmail(request.Email);
        var person = await db.People.AsNoTracking().FirstOrDefaultAsync(row => row.Email == email, context.CancellationToken);
        return person is null ? throw Refusal.NotFound("person").ToRpc() : Tell(person);
    }

    public override async Task<FindPeopleResponse> FindPeople(FindPeopleRequest request, ServerCallContext context)
    {
        if (request.UserIds.Count > Most) throw Refusal.Invalid("user_ids", $"Ask for at most {Most} people at once.").ToRpc();
        var ids = request.UserIds.Select(Id).ToList();
        var people = await db.People.AsNoTracking().Where(person => ids.Contains(person.Id)).ToListAsync(context.CancellationToken);
        return new FindPeopleResponse { People = { people.Select(Tell) } };
    }

    public override async Task<CheckSessionResponse> CheckSession(CheckSessionRequest request, ServerCallContext context)
    {
        var tenantId = Guid.TryParse(request.TenantId, out var of) ? of : (Guid?)null;
        return new CheckSessionResponse { Stands = await standing.StandsAsync(Id(request.SessionId), tenantId, DateTimeOffset.FromUnixTimeMilliseconds(request.TokenIssuedAtMs), context.CancellationToken) };
    }

    public override async Task<ExchangeApiKeyResponse> ExchangeApiKey(ExchangeApiKeyRequest request, ServerCallContext context)
    {
        var (token, refusal) = await keys.RunAsync(request.Key, request.Address, context.CancellationToken);
        return refusal is null ? new ExchangeApiKeyResponse { AccessToken = token } : throw refusal.ToRpc();
    }

    private static Guid Id(string text) => Guid.TryParse(text, out var id) ? id : throw Refusal.Invalid("id", "This is no id.").ToRpc();

    private static Contracts.Person Tell(Person person) => new()
    {
        Id = person.Id.ToString(),
        Email = person.Email,
        FirstName = person.FirstName,
        LastName = person.LastName,
        Active = true,
        SecondFactor = person.HasSecondFactor,
    };
}
