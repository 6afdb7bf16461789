using System.Globalization;
using Aspire.Hosting.ApplicationModel;

namespace TrackTok.AppHost.Local;

internal sealed class PortMapperKind(PortMapperResource resource) : ProcessKind(resource)
{
    private string _program = "";

    public override bool AskedOnce => true;

    public override Task PrepareAsync(CancellationToken cancellationToken)
    {
        _program = Programs.Require("epmd", "rabbitmq-server");
        return Task.CompletedTask;
    }

    public override Task<LaunchPlan> PlanAsync(int replica, CancellationToken cancellationToken) => Task.FromResult(new LaunchPlan(_program, [])
    {
        Environment = new Dictionary<string, string> { ["ERL_EPMD_PORT"] = PortOf("tcp").ToString(CultureInfo.InvariantCulture), ["ERL_EPMD_ADDRESS"] = "127.0.0.1" },
    });

    public override async Task<bool> IsHealthyAsync(int replica, CancellationToken cancellationToken)
    {
        await Wire.AskAsync(PortOf("tcp"), [], cancellationToken);
        return true;
    }
}

/// <summary>RabbitMQ from Debian's package, as a child in the foreground. The wrapper in /usr/sbin is of no use: it changes the user and keeps the output.</summary>
internal sealed class RabbitMqKind(RabbitMQServerResource resource, string dataPath) : ProcessKind(resource)
{
    private readonly string _folder = Path.Combine(dataPath, "data", resource.Name);
    private string _program = "";

    public override bool AskedOnce => true;

    public override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        _program = Programs.Require("rabbitmq-server", "rabbitmq-server", ["/usr/lib/rabbitmq/bin/rabbitmq-server"]);
        Directory.CreateDirectory(_folder);
        await File.WriteAllTextAsync(Path.Combine(_folder, "enabled_plugins"), "[].\n", cancellationToken);
        Files.WritePrivate(Path.Combine(_folder, "rabbitmq.conf"), string.Create(CultureInfo.InvariantCulture, $"""
            listeners.tcp.1 = 127.0.0.1:{PortOf("tcp")}
            default_user = {RabbitMQServerResource.UserName}
            default_pass = {resource.PasswordParameter.Value}
            loopback_users = none
            log.console = true
            log.console.level = warning
            log.file = false
            disk_free_limit.absolute = 50MB
            vm_memory_high_watermark.absolute = 512MB

            """));
    }

    public override Task<LaunchPlan> PlanAsync(int replica, CancellationToken cancellationToken) => Task.FromResult(new LaunchPlan(_program, [.. ModelArguments])
    {
        WorkingDirectory = _folder,
        Environment = new Dictionary<string, string>
        {
            ["HOME"] = _folder,
            ["ERL_EPMD_PORT"] = new EndpointReference(resource.PortMapper, "tcp").Port.ToString(CultureInfo.InvariantCulture),
            ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
            ["RABBITMQ_NODENAME"] = "tracktok@localhost",
            ["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1",
            ["RABBITMQ_NODE_PORT"] = PortOf("tcp").ToString(CultureInfo.InvariantCulture),
            ["RABBITMQ_DIST_PORT"] = PortOf("nodes").ToString(CultureInfo.InvariantCulture),
            ["RABBITMQ_MNESIA_BASE"] = Path.Combine(_folder, "mnesia"),
            ["RABBITMQ_LOG_BASE"] = Path.Combine(_folder, "log"),
            ["RABBITMQ_GENERATED_CONFIG_DIR"] = Path.Combine(_folder, "generated"),
            ["RABBITMQ_CONFIG_FILE"] = Path.Combine(_folder, "rabbitmq"),
            ["RABBITMQ_CONF_ENV_FILE"] = Path.Combine(_folder, "none"),
            ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(_folder, "enabled_plugins"),
            ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1} +S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none",
        },
    });

    // The first byte of Connection.Start; an open port comes well before it.
    public override async Task<bool> IsHealthyAsync(int replica, CancellationToken cancellationToken) =>
        (await Wire.AskAsync(PortOf("tcp"), [(byte)'A', (byte)'M', (byte)'Q', (byte)'P', 0, 0, 9, 1], cancellationToken)) is [1, ..];
}
