using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

public static class PostgresBuilderExtensions
{
    public static IResourceBuilder<PostgresServerResource> AddPostgres(this IDistributedApplicationBuilder builder, string name) =>
        builder.AddResource(new PostgresServerResource(name, builder.PasswordOf(name))).WithAnnotation(new EndpointAnnotation("tcp"));

    public static IResourceBuilder<PostgresDatabaseResource> AddDatabase(this IResourceBuilder<PostgresServerResource> builder, string name, string? databaseName = null) =>
        builder.ApplicationBuilder.AddResource(new PostgresDatabaseResource(name, databaseName ?? name, builder.Resource));

    /// <summary>Data always stays in the data folder here, so there is nothing to do.</summary>
    public static IResourceBuilder<PostgresServerResource> WithDataVolume(this IResourceBuilder<PostgresServerResource> builder) => builder;
}

public static class RedisBuilderExtensions
{
    public static IResourceBuilder<RedisResource> AddRedis(this IDistributedApplicationBuilder builder, string name) =>
        builder.AddResource(new RedisResource(name, builder.PasswordOf(name))).WithAnnotation(new EndpointAnnotation("tcp"));

    /// <summary>As Aspire has it, what has a volume is also persisted to it.</summary>
    public static IResourceBuilder<RedisResource> WithDataVolume(this IResourceBuilder<RedisResource> builder)
    {
        builder.Resource.IsPersistent = true;
        return builder;
    }
}

public static class RabbitMQBuilderExtensions
{
    /// <summary>The broker needs Erlang's port mapper; one of its own is started beside it, so that none is left behind.</summary>
    public static IResourceBuilder<RabbitMQServerResource> AddRabbitMQ(this IDistributedApplicationBuilder builder, string name)
    {
        var mapper = builder.AddResource(new PortMapperResource($"{name}-epmd")).WithAnnotation(new EndpointAnnotation("tcp"));
        return builder.AddResource(new RabbitMQServerResource(name, builder.PasswordOf(name), mapper.Resource))
            .WithAnnotation(new EndpointAnnotation("tcp"))
            .WithAnnotation(new EndpointAnnotation("nodes"))
            .WaitFor(mapper);
    }

    /// <summary>Data always stays in the data folder here, so there is nothing to do.</summary>
    public static IResourceBuilder<RabbitMQServerResource> WithDataVolume(this IResourceBuilder<RabbitMQServerResource> builder) => builder;
}

public static class KubernetesEnvironmentExtensions
{
    /// <summary>Matters to publishing alone, which this engine does not do.</summary>
    public static IDistributedApplicationBuilder AddKubernetesEnvironment(this IDistributedApplicationBuilder builder, string name) => builder;
}
