using StackExchange.Redis;

namespace TrackTok.ServiceDefaults;

/// <summary>
/// Where development keeps the mails that were sent: lists in Redis, the newest first, each entry the JSON that the gateway's <c>/dev/mail</c> shows
/// (<c>to, subject, text, html, at</c>). Services write, the gateway reads; neither does so outside development.
/// </summary>
public static class DevelopmentMail
{
    /// <summary>The newest of all.</summary>
    public static readonly RedisKey Key = "dev:mail";

    /// <summary>The newest of one recipient.</summary>
    public static RedisKey KeyOf(string recipient) => $"dev:mail:{recipient.Trim().ToLowerInvariant()}";
}
