using System.Collections.Concurrent;
using Grpc.Core;
using TrackTok.Gateway.Edge;
using TrackTok.Identity.Contracts;
using TrackTok.ServiceDefaults;

namespace TrackTok.Gateway.Sessions;

/// <summary>
/// Whether a session stands while Redis, and with it the revocation list, cannot be asked (SPEC 3.3): what this process last heard of revocations, and then Identity's own
/// word, kept for five seconds. When Identity cannot say either, the request is refused with 503: a session that may have been revoked must not pass for one that stands.
/// </summary>
internal sealed class StandingSessions(RevocationList revocations, Identity.Contracts.Identity.IdentityClient identity, TimeProvider time)
{
    private const int MostRemembered = 20_000;
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private readonly ConcurrentDictionary<(Guid Session, long IssuedAt), (bool Stands, long AskedAt)> _answers = new();

    /// <summary>Null when the session stands.</summary>
    internal async ValueTask<Refusal?> RefuseAsync(EdgeSession session)
    {
        if (revocations.Covers(session.Caller, session.IssuedAt)) return EdgeErrors.TokenRevoked;
        if (session.Caller.SessionId is not { } id) return EdgeErrors.Unavailable;
        if (!_answers.TryGetValue((id, session.IssuedAt), out var answer) || time.GetElapsedTime(answer.AskedAt) >= Kept)
        {
            if (await AskAsync(id, session) is not { } stands) return EdgeErrors.Unavailable;
            if (_answers.Count >= MostRemembered) _answers.Clear();
            _answers[(id, session.IssuedAt)] = answer = (stands, time.GetTimestamp());
        }
        return answer.Stands ? null : EdgeErrors.TokenRevoked;
    }

    private async Task<bool?> AskAsync(Guid id, EdgeSession session)
    {
        try
        {
            var request = new CheckSessionRequest { SessionId = id.ToString(), TokenIssuedAtMs = session.IssuedAt, TenantId = session.Caller.KeyId is null ? "" : session.Caller.TenantId.ToString() };
            return (await identity.CheckSessionAsync(request, deadline: time.GetUtcNow().UtcDateTime + Patience)).Stands;
        }
        catch (Exception e) when (e is RpcException or HttpRequestException)
        {
            return null;
        }
    }
}
