namespace TrackTok.Web.Audit;

/// <summary>What the trail can be asked for: the nouns of its entries, and what can happen to each.</summary>
internal static class AuditDeeds
{
    internal static readonly IReadOnlyList<(string Noun, string[] Verbs)> All =
    [
        ("expense", ["recorded", "changed", "submitted", "approved", "rejected", "withdrawn", "reimbursed", "recategorized", "deleted", "restored"]),
        ("project", ["created", "changed", "deleted", "restored"]),
        ("account", ["created", "changed", "deposited", "withdrawn", "transferred", "adjusted", "deleted", "restored"]),
        ("category", ["created", "changed", "deleted", "restored"]),
        ("rate", ["created", "changed", "erased"]),
        ("budget", ["created", "changed", "deleted", "figures_repaired"]),
        ("tenant", ["created", "registered", "settings_changed", "plan_changed", "second_factor_changed", "closing", "closing_reason", "reopened", "suspended", "reactivated", "reactivation_reason"]),
        ("member", ["created", "changed", "joined_by_domain", "rejoined", "left", "removed", "second_factor_followed"]),
        ("invitation", ["created", "resent", "accepted", "revoked"]),
        ("domain", ["created", "verified", "removed"]),
        ("identity_provider", ["created", "changed", "removed"]),
        ("api_key", ["created", "revoked"]),
        ("app", ["created", "changed", "secret_renewed", "signed_in", "signed_out", "let_in", "kept_out", "revoked"]),
        ("consent", ["created", "changed", "withdrawn"]),
        ("person",
        [
            "signed_in", "signed_out", "sign_in_failed", "sign_in_locked", "external_sign_in_failed", "linked", "proved", "changed", "password_changed", "password_reset_asked", "password_reset",
            "email_verified", "email_change_asked", "email_change_called_off", "email_changed", "two_factor_enabled", "two_factor_disabled", "recovery_codes_renewed", "passkey_added", "passkey_renamed", "passkey_removed",
        ]),
        ("session", ["revoked", "refresh_token_reused", "code_reused"]),
        ("reports", ["repaired"]),
    ];
}
