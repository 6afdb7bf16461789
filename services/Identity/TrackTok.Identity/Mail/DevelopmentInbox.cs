using System.Text.Json;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using TrackTok.ServiceDefaults;

namespace TrackTok.Identity.Mail;

/// <summary>
/// Keeps what was sent where the gateway shows it at <c>/dev/mail</c>: in Redis, the newest of all and of each recipient, for a day. Only in development, because it keeps
/// secrets in the clear.
/// </summary>
internal sealed class DevelopmentInbox(IConnectionMultiplexer redis, IHostEnvironment environment, IOptions<MailOptions> options, TimeProvider time)
{
    private const int Most = 500;
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    internal bool IsOpen => environment.IsDevelopment() && options.Value.Inbox;

    internal async Task TakeAsync(Letter letter)
    {
        var shown = JsonSerializer.Serialize(new { letter.To, letter.Subject, letter.Text, letter.Html, At = time.GetUtcNow() }, JsonDefaults.Options);
        var database = redis.GetDatabase();
        foreach (var key in (RedisKey[])[DevelopmentMail.Key, DevelopmentMail.KeyOf(letter.To)])
        {
            await database.ListLeftPushAsync(key, shown);
            await database.ListTrimAsync(key, 0, Most - 1);
            await database.KeyExpireAsync(key, Kept);
        }
    }
}
