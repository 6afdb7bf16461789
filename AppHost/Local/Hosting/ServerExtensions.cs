using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

public static class PostgresBuilderExtensions
{
    public static IResourceBuilder<PostgresServerResource> AddPostgres(this IDistributedApplicationBuilder builder, string name,
        IResourceBuilder<ParameterResource>? userName = null, IResourceBuilder<ParameterResource>? password = null, int? port = null)
    {
        var resource = new PostgresServerResource(name, userName?.Resource, password?.Resource ?? builder.PasswordOf(name));
        return builder.AddResource(resource).WithAnnotation(new EndpointAnnotation(ProtocolType.Tcp, name: "tcp", port: port));
    }

    public static IResourceBuilder<PostgresDatabaseResource> AddDatabase(this IResourceBuilder<PostgresServerResource> builder, string name, string? databaseName = null) =>
        builder.ApplicationBuilder.AddResource(new PostgresDatabaseResource(name, databaseName ?? name, builder.Resource));

    /// <summary>Data always stays in the data folder here, so there is nothing to do.</summary>
    public static IResourceBuilder<PostgresServerResource> WithDataVolume(this IResourceBuilder<PostgresServerResource> builder, string? name = null, bool isReadOnly = false) => builder;
}

public static class RedisBuilderExtensions
{
    public static IResourceBuilder<RedisResource> AddRedis(this IDistributedApplicationBuilder builder, string name, int? port = null, IResourceBuilder<ParameterResource>? password = null) =>
        builder.AddResource(new RedisResource(name, password?.Resource ?? builder.PasswordOf(name)))
            .WithAnnotation(new EndpointAnnotation(ProtocolType.Tcp, name: "tcp", port: port));

    /// <summary>As Aspire has it, what has a volume is also persisted to it.</summary>
    public static IResourceBuilder<RedisResource> WithDataVolume(this IResourceBuilder<RedisResource> builder, string? name = null, bool isReadOnly = false)
    {
        builder.Resource.IsPersistent = !isReadOnly;
        return builder;
    }
}

public static class RabbitMQBuilderExtensions
{
    /// <summary>The broker needs Erlang's port mapper; one of its own is started beside it, so that none is left behind.</summary>
    public static IResourceBuilder<RabbitMQServerResource> AddRabbitMQ(this IDistributedApplicationBuilder builder, string name,
        IResourceBuilder<ParameterResource>? userName = null, IResourceBuilder<ParameterResource>? password = null, int? port = null)
    {
        var mapper = builder.AddResource(new PortMapperResource($"{name}-epmd")).WithAnnotation(new EndpointAnnotation(ProtocolType.Tcp, name: "tcp"));
        var resource = new RabbitMQServerResource(name, userName?.Resource, password?.Resource ?? builder.PasswordOf(name)) { PortMapper = mapper.Resource };
        return builder.AddResource(resource)
            .WithAnnotation(new EndpointAnnotation(ProtocolType.Tcp, name: "tcp", port: port))
            .WithAnnotation(new EndpointAnnotation(ProtocolType.Tcp, name: "nodes"))
            .WaitFor(mapper);
    }

    /// <summary>Data always stays in the data folder here, so there is nothing to do.</summary>
    public static IResourceBuilder<RabbitMQServerResource> WithDataVolume(this IResourceBuilder<RabbitMQServerResource> builder, string? name = null, bool isReadOnly = false) => builder;
}

public static class KubernetesEnvironmentExtensions
{
    /// <summary>Matters to publishing alone, which this engine does not do.</summary>
    public static IDistributedApplicationBuilder AddKubernetesEnvironment(this IDistributedApplicationBuilder builder, string name) => builder;
}
