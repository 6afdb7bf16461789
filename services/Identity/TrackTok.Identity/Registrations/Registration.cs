using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TrackTok.Identity.People;
using TrackTok.ServiceDefaults;

namespace TrackTok.Identity.Registrations;

internal enum RegistrationState
{
    /// <summary>Tenants has been, or will be, asked to create the tenant.</summary>
    Pending = 0,

    /// <summary>Tenant and owner exist.</summary>
    Completed = 1,

    /// <summary>Neither exists, and neither will.</summary>
    Refused = 2,
}

/// <summary>
/// A company's registration on its way through two services (SPEC 2.3). It is written before Tenants is asked and decided after, each in a transaction of its own, so that
/// whoever finds it pending can ask Tenants what became of it. The person comes into being with the decision and not before.
/// </summary>
internal sealed class Registration
{
    private Registration()
    {
    }

    public Guid Id { get; private set; }

    public RegistrationState State { get; private set; }

    public string TenantName { get; private set; } = "";

    public string? Subdomain { get; private set; }

    public Guid OwnerId { get; private set; }

    /// <summary>Case-folded. Emptied, like the other members about the person, when the registration is decided.</summary>
    public string Email { get; private set; } = "";

    /// <summary>Null when the owner has an account already.</summary>
    public string? PasswordHash { get; private set; }

    public string FirstName { get; private set; } = "";

    public string LastName { get; private set; } = "";

    /// <summary>The language of the owner's browser.</summary>
    public string Language { get; private set; } = "en";

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>Once completed.</summary>
    public Guid? TenantId { get; private set; }

    /// <summary>False while nobody was told of the completion: the process that was asked died, and the recovery finished its work.</summary>
    public bool IsAnswered { get; private set; }

    /// <summary>Once refused: the answer, for a repetition under the same key.</summary>
    public string? RefusalBody { get; private set; }

    /// <summary>SHA-256 of the client's Idempotency-Key.</summary>
    public byte[]? KeyHash { get; private set; }

    /// <summary>SHA-256 of the request without the password, which must not lie about under a fast hash.</summary>
    public byte[] RequestHash { get; private set; } = [];

    internal static Registration Begin(RegisterTenant.RegisterRequest request, Person? owner, string? passwordHash, byte[]? keyHash, string language, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        TenantName = request.Name!.Trim(),
        Subdomain = request.Subdomain,
        OwnerId = owner?.Id ?? Guid.CreateVersion7(now),
        Email = Person.FoldEmail(request.OwnerEmail!),
        PasswordHash = passwordHash,
        FirstName = (owner?.FirstName ?? request.OwnerFirstName!).Trim(),
        LastName = (owner?.LastName ?? request.OwnerLastName!).Trim(),
        Language = language,
        CreatedAt = now,
        KeyHash = keyHash,
        RequestHash = HashOf(request),
    };

    internal static byte[] HashOf(RegisterTenant.RegisterRequest request) =>
        SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new[] { request.Name, request.Subdomain, request.OwnerEmail, request.OwnerFirstName, request.OwnerLastName }));

    internal static byte[] HashOfKey(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    internal bool IsFor(RegisterTenant.RegisterRequest request) => RequestHash.AsSpan().SequenceEqual(HashOf(request));

    /// <summary>The person that comes into being with the tenant; null when the owner had an account before.</summary>
    internal Person? NewOwner(DateTimeOffset now) => PasswordHash is null ? null : Person.Register(OwnerId, Email, PasswordHash, FirstName, LastName, now, Language);

    internal void Complete(Guid tenantId, bool answered)
    {
        (State, TenantId, IsAnswered) = (RegistrationState.Completed, tenantId, answered);
        Forget();
    }

    internal void Answer() => IsAnswered = true;

    internal void Refuse(Refusal refusal)
    {
        (State, RefusalBody) = (RegistrationState.Refused, JsonSerializer.Serialize(new StoredRefusal(refusal.Kind, refusal.Code, refusal.Detail, refusal.Errors)));
        Forget();
    }

    /// <summary>The refusal as it was given before.</summary>
    internal Refusal ToRefusal()
    {
        var stored = JsonSerializer.Deserialize<StoredRefusal>(RefusalBody!)!;
        return new Refusal(stored.Kind, stored.Code, stored.Detail) { Errors = stored.Errors };
    }

    private void Forget() => (Email, PasswordHash, FirstName, LastName) = ("", null, "", "");

    private sealed record StoredRefusal(RefusalKind Kind, string Code, string Detail, IReadOnlyDictionary<string, string[]>? Errors);
}
