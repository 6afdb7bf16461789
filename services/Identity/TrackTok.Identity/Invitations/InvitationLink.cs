using TrackTok.Identity.Tokens;
using TrackTok.Tenants.Contracts;

namespace TrackTok.Identity.Invitations;

/// <summary>
/// The secret half of an invitation: Tenants knows who is invited to what, and Identity, which hears of it, makes the link that proves it. Kept as a hash, good once, until
/// the invitation expires or is sent again. It names its tenant and stands outside the wall, because it is found by its token before any tenant is known.
/// </summary>
internal sealed class InvitationLink
{
    private InvitationLink()
    {
    }

    public Guid InvitationId { get; private set; }

    public Guid TenantId { get; private set; }

    /// <summary>The newest version of the invitation that was heard of.</summary>
    public long Version { get; private set; }

    public int Generation { get; private set; }

    /// <summary>Case-folded.</summary>
    public string Email { get; private set; } = "";

    public string Role { get; private set; } = "";

    public string? FirstName { get; private set; }

    public string? LastName { get; private set; }

    /// <summary>Null once it cannot be used any more: used or revoked.</summary>
    public byte[]? TokenHash { get; private set; }

    public DateTimeOffset ExpiresAt { get; private set; }

    internal static InvitationLink For(InvitationRevised told) => new() { InvitationId = told.InvitationId, TenantId = told.TenantId };

    /// <summary>Follows the invitation. Gives the text of a new token when there is one to be mailed; null when there is not, or when this was heard before.</summary>
    internal string? Follow(InvitationRevised told)
    {
        if (told.Version <= Version) return null;
        var sent = told.State == "pending" && told.Generation > Generation;
        (Version, Generation, Email, Role, FirstName, LastName, ExpiresAt) = (told.Version, told.Generation, told.Email, told.Role, told.FirstName, told.LastName, told.ExpiresAt);
        // An accepted one's token is used up by the acceptance itself, which may not have come to its end when word of it arrives here.
        if (told.State == "revoked") TokenHash = null;
        if (!sent) return null;
        (var text, TokenHash) = SecretText.New();
        return text;
    }
}
