namespace TrackTok.Testing;

/// <summary>The real servers that tests talk to. <c>./tracktok test</c> starts them; by hand, <c>eval "$(./tracktok infra start)"</c>.</summary>
public static class TestServers
{
    /// <summary>An administrator's connection string, without a database.</summary>
    public static string Postgres => Read("TRACKTOK_TEST_POSTGRES");

    /// <summary>host:port.</summary>
    public static string Redis => Read("TRACKTOK_TEST_REDIS");

    /// <summary>amqp://user:password@host:port.</summary>
    public static string RabbitMq => Read("TRACKTOK_TEST_RABBITMQ");

    private static string Read(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
        ? value
        : throw new InvalidOperationException($"{name} is not set. Run ./tracktok test, or start the servers with: eval \"$(./tracktok infra start)\"");
}
