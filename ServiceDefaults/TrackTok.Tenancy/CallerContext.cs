namespace TrackTok.Tenancy;

/// <summary>The caller of the current request, and where the request came from; <see cref="Caller.System"/> in jobs and reactions to events.</summary>
public sealed class CallerContext
{
    public Caller Caller { get; set; } = Caller.System;

    /// <summary>The request's id, which the audit trail keeps; null outside a request.</summary>
    public string? RequestId { get; set; }

    /// <summary>The client's address as the gateway saw it.</summary>
    public string? Address { get; set; }

    /// <summary>The host of ours that the client asked for, with its port if it named one; null when the gateway does not say.</summary>
    public string? Host { get; set; }

    public string? UserAgent { get; set; }
}
