namespace TrackTok.Web.Consent;

/// <summary>Which app of which company sent the browser here, told before anybody signs in.</summary>
/// <param name="Quiet">The app wants an answer without a question.</param>
public sealed record LookedUp(string App, AskingCompany Company, bool Quiet);

public sealed record AskingCompany(string Name, string Subdomain);

/// <summary>What an app asks to be let in for.</summary>
/// <param name="Offline">It may go on while the person is away.</param>
/// <param name="Step">What is left: <c>prove</c>, <c>decide</c> or <c>none</c>.</param>
/// <param name="ReturnsTo">Where the browser goes back to, as a person recognises it.</param>
public sealed record Asking(AskingApp App, AskingCompany Company, IReadOnlyList<AskedScope> Scopes, bool Offline, string Step, bool Quiet, string ReturnsTo);

public sealed record AskingApp(Guid Id, string Name);

public sealed record AskedScope(string Name, string Summary);

/// <summary>Which app of which company asks that its person sign out.</summary>
/// <param name="Location">Where the browser goes then; null when the app named nothing.</param>
public sealed record LeaveAsking(string App, AskingCompany Company, string? Location);

/// <summary>Where the browser goes with a decision.</summary>
public sealed record Decided(string Location);
