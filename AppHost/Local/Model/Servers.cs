namespace Aspire.Hosting.ApplicationModel;

public sealed class PostgresServerResource : ProcessResource, IResourceWithConnectionString
{
    internal const string UserName = "postgres";

    internal PostgresServerResource(string name, ParameterResource password) : base(name) => (PasswordParameter, PrimaryEndpoint) = (password, new EndpointReference(this, "tcp"));

    public EndpointReference PrimaryEndpoint { get; }
    public ParameterResource PasswordParameter { get; }
    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create(
        $"Host={PrimaryEndpoint.Property(EndpointProperty.Host)};Port={PrimaryEndpoint.Property(EndpointProperty.Port)};Username={UserName};Password={PasswordParameter}");
}

public sealed class PostgresDatabaseResource(string name, string databaseName, PostgresServerResource postgresParentResource) : Resource(name), IResourceWithConnectionString
{
    public string DatabaseName { get; } = databaseName;
    public PostgresServerResource Parent { get; } = postgresParentResource;
    /// <summary>Which database of which server it is, once it is there: another one of the same name has another.</summary>
    internal string Identity { get; set; } = "";
    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create($"{Parent.ConnectionStringExpression};Database={DatabaseName}");
}

public sealed class RedisResource : ProcessResource, IResourceWithConnectionString
{
    internal RedisResource(string name, ParameterResource password) : base(name) => (PasswordParameter, PrimaryEndpoint) = (password, new EndpointReference(this, "tcp"));

    public EndpointReference PrimaryEndpoint { get; }
    public ParameterResource PasswordParameter { get; }
    internal bool IsPersistent { get; set; }
    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create($"{PrimaryEndpoint.Property(EndpointProperty.HostAndPort)},password={PasswordParameter}");
}

public sealed class RabbitMQServerResource : ProcessResource, IResourceWithConnectionString
{
    internal const string UserName = "guest";

    internal RabbitMQServerResource(string name, ParameterResource password, PortMapperResource portMapper) : base(name) =>
        (PasswordParameter, PortMapper, PrimaryEndpoint) = (password, portMapper, new EndpointReference(this, "tcp"));

    public EndpointReference PrimaryEndpoint { get; }
    public ParameterResource PasswordParameter { get; }
    internal PortMapperResource PortMapper { get; }
    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create($"amqp://{UserName}:{PasswordParameter}@{PrimaryEndpoint.Property(EndpointProperty.HostAndPort)}");
}

/// <summary>Erlang's port mapper daemon.</summary>
internal sealed class PortMapperResource(string name) : ProcessResource(name);
