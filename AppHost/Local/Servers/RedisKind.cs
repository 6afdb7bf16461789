using System.Globalization;
using Aspire.Hosting.ApplicationModel;

namespace TrackTok.AppHost.Local;

/// <summary>Redis from the machine's own binary. With a data volume it writes itself to disk each minute that has brought a change, and when it is ended.</summary>
internal sealed class RedisKind(RedisResource resource, LocalOptions options) : ProcessKind(resource)
{
    private readonly string _folder = Path.Combine(options.DataPath, "data", resource.Name);
    private string _program = "";

    private string ConfigurationFile => Path.Combine(_folder, "redis.conf");

    public override Task PrepareAsync(CancellationToken cancellationToken)
    {
        _program = Programs.Require("redis-server", "redis-server");
        Directory.CreateDirectory(_folder);
        // The password stands in a file, for arguments are seen by everybody.
        Files.WritePrivate(ConfigurationFile, string.Create(CultureInfo.InvariantCulture, $"""
            bind 127.0.0.1
            port {PortOf("tcp")}
            dir "{_folder}"
            requirepass {resource.PasswordParameter.Value}
            save {(resource.IsPersistent && options.Durable ? "60 1" : "\"\"")}
            appendonly no
            daemonize no

            """));
        return Task.CompletedTask;
    }

    public override Task<LaunchPlan> PlanAsync(int replica, CancellationToken cancellationToken) => Task.FromResult(new LaunchPlan(_program, [ConfigurationFile, .. ModelArguments]));

    public override async Task<bool> IsHealthyAsync(int replica, CancellationToken cancellationToken) =>
        // Either answer shows a server that takes commands: +PONG, or -NOAUTH for want of the password.
        (await Wire.AskAsync(PortOf("tcp"), "PING\r\n"u8.ToArray(), cancellationToken)) is [(byte)'+', (byte)'P', ..] or [(byte)'-', (byte)'N', (byte)'O', ..];
}
