using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting
{
    /// <summary>Holds an AppHost's Program at the two points where a test wants a say: before the model is closed, and once it is.</summary>
    internal sealed class EntryPointHook
    {
        private static readonly AsyncLocal<EntryPointHook?> Slot = new();
        private readonly TaskCompletionSource<DistributedApplicationBuilder> _building = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource<DistributedApplication> _built = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _continue = new();

        public static EntryPointHook? Current => Slot.Value;

        /// <summary>What Aspire's own testing host presets: the environment, and ports that collide with nobody's.</summary>
        public IEnumerable<KeyValuePair<string, string?>> Defaults { get; } =
            [new("ENVIRONMENT", "Development"), new("DcpPublisher:RandomizePorts", "true"), new("Local:Dashboard", "false"), new("Local:Console", "false"), new("Local:StatusPage", "false")];

        public Task<DistributedApplicationBuilder> Start(MethodInfo entryPoint, string[] args)
        {
            var thread = new Thread(() =>
            {
                Slot.Value = this;
                try
                {
                    entryPoint.Invoke(null, [args]);
                    _building.TrySetException(new InvalidOperationException("The AppHost's Program ended without building an application."));
                }
                catch (TargetInvocationException e)
                {
                    _building.TrySetException(e.InnerException!);
                    _built.TrySetException(e.InnerException!);
                }
            })
            { IsBackground = true, Name = "AppHost" };
            thread.Start();
            return _building.Task;
        }

        public Task<DistributedApplication> ContinueAsync()
        {
            _continue.TrySetResult();
            return _built.Task;
        }

        public void OnBuilding(DistributedApplicationBuilder builder)
        {
            _building.TrySetResult(builder);
            // The thread is the Program's own, and has nothing else to do.
            _continue.Task.GetAwaiter().GetResult();
        }

        public void OnBuilt(DistributedApplication application) => _built.TrySetResult(application);
    }
}

namespace Aspire.Hosting.Testing
{
    public interface IDistributedApplicationTestingBuilder : IDistributedApplicationBuilder, IAsyncDisposable
    {
        Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken = default);
    }

    /// <summary>Runs an AppHost inside a test.</summary>
    public static class DistributedApplicationTestingBuilder
    {
        public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(CancellationToken cancellationToken = default) where TEntryPoint : class =>
            CreateAsync<TEntryPoint>([], cancellationToken);

        public static async Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(string[] args, CancellationToken cancellationToken = default) where TEntryPoint : class
        {
            var hook = new EntryPointHook();
            return new TestingBuilder(await hook.Start(typeof(TEntryPoint).Assembly.EntryPoint!, args).WaitAsync(cancellationToken), hook);
        }

        private sealed class TestingBuilder(DistributedApplicationBuilder inner, EntryPointHook hook) : IDistributedApplicationTestingBuilder
        {
            private DistributedApplication? _application;

            public ConfigurationManager Configuration => inner.Configuration;
            public Microsoft.Extensions.Hosting.IHostEnvironment Environment => inner.Environment;
            public IResourceCollection Resources => inner.Resources;
            public IResourceBuilder<T> AddResource<T>(T resource) where T : IResource => inner.AddResource(resource);
            public DistributedApplication Build() => BuildAsync().GetAwaiter().GetResult();
            public async Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken = default) => _application ??= await hook.ContinueAsync().WaitAsync(cancellationToken);
            public ValueTask DisposeAsync() => _application?.DisposeAsync() ?? ValueTask.CompletedTask;
        }
    }

    public static class DistributedApplicationHostingTestingExtensions
    {
        /// <summary>The address of the first replica.</summary>
        public static Uri GetEndpoint(this DistributedApplication app, string resourceName, string? endpointName = null) =>
            new(new EndpointReference((IResourceWithEndpoints)app.Find(resourceName), endpointName ?? "http").Url);

        public static HttpClient CreateHttpClient(this DistributedApplication app, string resourceName, string? endpointName = null) =>
            new() { BaseAddress = app.GetEndpoint(resourceName, endpointName) };

        public static ValueTask<string?> GetConnectionStringAsync(this DistributedApplication app, string resourceName, CancellationToken cancellationToken = default) =>
            ((IResourceWithConnectionString)app.Find(resourceName)).ConnectionStringExpression.GetValueAsync(cancellationToken);

        private static IResource Find(this DistributedApplication app, string name) =>
            app.Resources.FirstOrDefault(r => string.Equals(r.Name, name, StringComparison.OrdinalIgnoreCase)) ?? throw new ArgumentException($"There is no resource '{name}'.", nameof(name));
    }
}
