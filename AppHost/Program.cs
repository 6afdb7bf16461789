// The whole topology of TrackTok. Who hands which address to whom stands at the end; addresses may go round in circles, waits may not.
var builder = DistributedApplication.CreateBuilder(args);
builder.AddKubernetesEnvironment("kubernetes");

var postgres = builder.AddPostgres("postgres").WithDataVolume().WithArgs("-c", "max_connections=300", "-c", "shared_buffers=256MB");
// Kept over a restart: the keys that open the pages' sessions, and which sessions were revoked.
var cache = builder.AddRedis("cache").WithDataVolume();
var messaging = builder.AddRabbitMQ("messaging").WithDataVolume();

// Where browsers find us, which mails, apps and passkeys are told; another port of the gateway makes another address.
var gatewayPort = int.Parse(builder.Configuration["Gateway:Port"] ?? "5000", System.Globalization.CultureInfo.InvariantCulture);
var publicAddress = $"http://localhost:{(gatewayPort == 0 ? 5000 : gatewayPort)}";

var clientSecret = Secret("service-client-secret");
var edgeSigningKey = Secret("edge-signing-key");
var keyEncryptionSecret = Secret("identity-key-secret");

var identity = Service<Projects.TrackTok_Identity>("identity");
var tenants = Service<Projects.TrackTok_Tenants>("tenants");
var expenses = Service<Projects.TrackTok_Expenses>("expenses");
var budgets = Service<Projects.TrackTok_Budgets>("budgets");
var reporting = Service<Projects.TrackTok_Reporting>("reporting");

// The pages know no secret of the services: they are a client of the public API like any other.
var web = Part<Projects.TrackTok_Web>("web");

// Nothing in the gateway blocks, so what a socket brings can be worked on where it arrives.
var gateway = Api<Projects.TrackTok_Gateway>("gateway").WithExternalHttpEndpoints().WithEnvironment("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
gateway.WithEndpoint("http", endpoint => endpoint.Port = gatewayPort == 0 ? null : gatewayPort);

// Code runs as it was compiled before the start; compiling it anew while it runs makes it faster and costs memory. On the two that each of the commonest requests goes through that is done for what is called five
// hundred times, by what was learned of it while it ran; on the two that take each event of a flood, for what is called some thousand times. What was not compiled before is compiled once and well. The others do
// their work as it is: it is less, or nobody waits for it.
foreach (var often in new[] { gateway, expenses }) often.WithEnvironment("DOTNET_TC_CallCountThreshold", "0x200").WithEnvironment("DOTNET_TieredPGO", "1");
foreach (var floods in new[] { budgets, reporting }) floods.WithEnvironment("DOTNET_TC_CallCountThreshold", "0x1000");
foreach (var busy in new[] { gateway, expenses, budgets, reporting }) busy.WithEnvironment("DOTNET_TC_QuickJit", "0");
foreach (var seldom in new[] { identity, tenants, web }) seldom.WithEnvironment("DOTNET_TieredCompilation", "0");

identity.WithEnvironment("Identity__Issuer", publicAddress).WithEnvironment("Identity__KeyEncryptionSecret", keyEncryptionSecret).WithReference(identity).WithReference(tenants).WithReference(expenses).WithReference(budgets).WithReference(reporting);
if (builder.Environment.EnvironmentName == "Development") AppointOperator();
tenants.WithReference(identity).WithReference(expenses);
expenses.WithReference(identity).WithReference(tenants).WithReference(budgets);
budgets.WithReference(identity).WithReference(tenants).WithReference(expenses);
reporting.WithReference(identity).WithReference(tenants).WithReference(expenses).WithReference(budgets);
gateway.WithReference(identity).WithReference(tenants).WithReference(expenses).WithReference(budgets).WithReference(reporting).WithReference(web);
web.WithReference(gateway);

builder.Build().Run();

// A service with a database of its own. Only its migration sees the server's administrator; the service itself gets the application's role.
IResourceBuilder<ProjectResource> Service<TProject>(string name) where TProject : IProjectMetadata, new()
{
    var database = postgres.AddDatabase($"{name}-db", name);
    var appPassword = Secret($"{name}-db-password");
    var server = postgres.Resource.PrimaryEndpoint;

    var migration = builder.AddProject<TProject>($"{name}-migrate", Bare)
        .WithArgs("migrate")
        .WithEnvironment("ASPNETCORE_ENVIRONMENT", builder.Environment.EnvironmentName)
        .WithEnvironment("Database__AppPassword", appPassword)
        .WithReference(database)
        .WaitFor(database);

    return Api<TProject>(name)
        .WithEndpoint("grpc", endpoint => endpoint.Port = null)
        .WithEnvironment($"ConnectionStrings__{name}-db", ReferenceExpression.Create(
            $"Host={server.Property(EndpointProperty.Host)};Port={server.Property(EndpointProperty.Port)};Database={name};Username={name}_app;Password={appPassword}"))
        .WaitForCompletion(migration);
}

// What the gateway and the services have in common: whose tokens they believe, and how they know each other. Nothing on a request's path waits for the broker, so no start does either.
IResourceBuilder<ProjectResource> Api<TProject>(string name) where TProject : IProjectMetadata, new() =>
    Part<TProject>(name)
        .WithEnvironment("Tokens__Issuer", publicAddress)
        .WithEnvironment("Tokens__Authority", "http://identity")
        .WithEnvironment("ServiceIdentity__ClientSecret", clientSecret)
        .WithEnvironment("Edge__SigningKey", edgeSigningKey)
        // Nothing is published before all of these have their queues.
        .WithEnvironment("Messaging__Listeners", "identity,tenants,expenses,budgets,reporting")
        .WithReference(messaging);

// What every part of ours has.
IResourceBuilder<ProjectResource> Part<TProject>(string name) where TProject : IProjectMetadata, new() =>
    builder.AddProject<TProject>(name, options => options.ExcludeLaunchProfile = true)
        .WithEndpoint("http", endpoint => endpoint.Port = null)
        // Each knows itself whom it believes a visitor's address, and says so in its own configuration.
        .DisableForwardedHeaders()
        .WithReplicas(int.Parse(builder.Configuration[$"Replicas:{name}"] ?? "1", System.Globalization.CultureInfo.InvariantCulture))
        .WithEnvironment("ASPNETCORE_ENVIRONMENT", builder.Environment.EnvironmentName)
        // Many processes share few cores: idle threads do not spin, the youngest generation of the heap stays small, code is mapped once and not instrumented,
        // and the C library keeps two pools of memory instead of one a thread, and maps what is large by itself, so that it goes back when it is freed: the compiler's
        // scratch memory would stay between smaller things for good.
        .WithEnvironment("DOTNET_ThreadPool_UnfairSemaphoreSpinLimit", "0")
        .WithEnvironment("DOTNET_GCgen0MaxBudget", "0x800000")
        .WithEnvironment("DOTNET_GCConserveMemory", "5")
        .WithEnvironment("DOTNET_EnableWriteXorExecute", "0")
        .WithEnvironment("DOTNET_TieredPGO", "0")
        .WithEnvironment("MALLOC_ARENA_MAX", "2")
        .WithEnvironment("MALLOC_MMAP_THRESHOLD_", "32768")
        .WithReference(cache)
        // A probe is a health check as well: who waits for this one, waits until it is ready.
        .WithHttpProbe(ProbeType.Startup, "/health/startup", periodSeconds: 2, failureThreshold: 60, endpointName: "http")
        .WithHttpProbe(ProbeType.Readiness, "/health/ready", periodSeconds: 5, endpointName: "http")
        .WithHttpProbe(ProbeType.Liveness, "/health/live", periodSeconds: 10, endpointName: "http")
        .WaitFor(cache);

// The platform's first operator, for whoever develops; a deployment names its own, with an id and a password of its own.
void AppointOperator() => identity
    .WithEnvironment("Identity__Operators__0__Id", "01900000-0000-7000-8000-00000000000a")
    .WithEnvironment("Identity__Operators__0__Email", "operator@tracktok.example.com")
    .WithEnvironment("Identity__Operators__0__Password", "Password123")
    .WithEnvironment("Identity__Operators__0__FirstName", "Olga")
    .WithEnvironment("Identity__Operators__0__LastName", "Operator");

// Made up once and kept; in Kubernetes a value of the deployment.
IResourceBuilder<ParameterResource> Secret(string name) =>
    builder.AddParameter(name, new GenerateParameterDefault { MinLength = 44, Special = false }, secret: true, persist: true);

// A one-shot run listens nowhere.
static void Bare(ProjectResourceOptions options) => (options.ExcludeLaunchProfile, options.ExcludeKestrelEndpoints) = (true, true);
