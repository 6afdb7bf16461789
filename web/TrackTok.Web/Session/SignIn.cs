using TrackTok.Web.Api;

namespace TrackTok.Web.Session;

/// <summary>Begins and ends sessions, for the pages that do.</summary>
public sealed class SignIn
{
    private readonly Visit _visit;
    private readonly SessionCookie _cookie;
    private readonly KnownPeople _people;
    private readonly GatewayCalls _gateway;
    private readonly SessionRenewal _renewal;
    private readonly TimeProvider _time;

    internal SignIn(Visit visit, SessionCookie cookie, KnownPeople people, GatewayCalls gateway, SessionRenewal renewal, TimeProvider time) =>
        (_visit, _cookie, _people, _gateway, _renewal, _time) = (visit, cookie, people, gateway, renewal, time);

    /// <summary>Puts the tokens of a log-in, a registration or a switch into the cookie.</summary>
    public void Begin(SignedIn answer)
    {
        _visit.Session = WebSession.From(answer, _time.GetUtcNow());
        _cookie.Write(_visit.Http, _visit.Session);
    }

    /// <summary>
    /// Proves once more that it is they who sit there, for an act that asks for it; the session goes on with a token that says so. Null when it is proved, else why not.
    /// </summary>
    public async Task<Problem?> ProveAsync(string? password, string? code, string? passkey)
    {
        if (_visit.Session is not { } session) return Problem.Of(StatusCodes.Status401Unauthorized, "unauthenticated");
        var proof = new Dictionary<string, object?>();
        // A passkey is proof enough by itself.
        if (PasskeyOptions.Read(passkey) is { } said) proof["passkey"] = said;
        else proof["password"] = password;
        if (code is not null) proof["totp"] = code;
        var answer = await _gateway.StepUpAsync(session.AccessToken, proof, _visit.Http, CancellationToken.None);
        if (answer.Value is not { } proved) return answer.Problem;
        _visit.Session = session.With(proved, _time.GetUtcNow());
        _cookie.Write(_visit.Http, _visit.Session);
        return null;
    }

    /// <summary>Goes on with a token of now: after a change of oneself that tokens tell of. False when the session has ended.</summary>
    public async Task<bool> RenewAsync()
    {
        if (_visit.Session is not { } session || await _renewal.RenewedAsync(session, _visit.Http) is not { } renewed) return false;
        _people.Forget(session);
        _people.Forget(renewed);
        _visit.Session = renewed;
        _cookie.Write(_visit.Http, renewed);
        return true;
    }

    /// <summary>Ends the session here and at the API; here also when the API cannot be reached.</summary>
    public async Task EndAsync()
    {
        if (_visit.Session is { } session)
        {
            _people.Forget(session);
            await _gateway.LogOutAsync(session.AccessToken, _visit.Http, CancellationToken.None);
        }
        SessionCookie.Clear(_visit.Http);
    }

    /// <summary>Reads anew at the next page who is signed in and what the company has set.</summary>
    public void Forget()
    {
        if (_visit.Session is { } session) _people.Forget(session);
    }

    /// <summary>Where to go after signing in: the page that asked for it, if it is one of ours.</summary>
    public static string Onward(string? asked) =>
        asked is { Length: > 1 } && asked[0] == '/' && asked[1] is not ('/' or '\\') && !asked.Contains('\\', StringComparison.Ordinal) && !asked.StartsWith("/sign-", StringComparison.Ordinal) ? asked : "/dashboard";
}
