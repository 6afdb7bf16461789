namespace Aspire.Hosting.ApplicationModel;

public sealed class PostgresServerResource : ProcessResource, IResourceWithConnectionString
{
    public PostgresServerResource(string name, ParameterResource? userName, ParameterResource password) : base(name)
    {
        (UserNameParameter, PasswordParameter) = (userName, password);
        PrimaryEndpoint = new EndpointReference(this, "tcp");
    }

    public EndpointReference PrimaryEndpoint { get; }
    public ParameterResource? UserNameParameter { get; }
    public ParameterResource PasswordParameter { get; }
    public ReferenceExpression UserNameReference =>
        UserNameParameter is null ? ReferenceExpression.Create($"postgres") : ReferenceExpression.Create($"{UserNameParameter}");
    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create(
        $"Host={PrimaryEndpoint.Property(EndpointProperty.Host)};Port={PrimaryEndpoint.Property(EndpointProperty.Port)};Username={UserNameReference};Password={PasswordParameter}");
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
    public RedisResource(string name, ParameterResource? password) : base(name) => (PasswordParameter, PrimaryEndpoint) = (password, new EndpointReference(this, "tcp"));

    public EndpointReference PrimaryEndpoint { get; }
    public ParameterResource? PasswordParameter { get; }
    internal bool IsPersistent { get; set; }
    public ReferenceExpression ConnectionStringExpression => PasswordParameter is null
        ? ReferenceExpression.Create($"{PrimaryEndpoint.Property(EndpointProperty.HostAndPort)}")
        : ReferenceExpression.Create($"{PrimaryEndpoint.Property(EndpointProperty.HostAndPort)},password={PasswordParameter}");
}

public sealed class RabbitMQServerResource : ProcessResource, IResourceWithConnectionString
{
    public RabbitMQServerResource(string name, ParameterResource? userName, ParameterResource password) : base(name)
    {
        (UserNameParameter, PasswordParameter) = (userName, password);
        PrimaryEndpoint = new EndpointReference(this, "tcp");
    }

    public EndpointReference PrimaryEndpoint { get; }
    internal PortMapperResource PortMapper { get; init; } = null!;
    public ParameterResource? UserNameParameter { get; }
    public ParameterResource PasswordParameter { get; }
    public ReferenceExpression UserNameReference =>
        UserNameParameter is null ? ReferenceExpression.Create($"guest") : ReferenceExpression.Create($"{UserNameParameter}");
    public ReferenceExpression ConnectionStringExpression =>
        ReferenceExpression.Create($"amqp://{UserNameReference}:{PasswordParameter}@{PrimaryEndpoint.Property(EndpointProperty.HostAndPort)}");
}

/// <summary>Erlang's port mapper daemon.</summary>
internal sealed class PortMapperResource(string name) : ProcessResource(name);
