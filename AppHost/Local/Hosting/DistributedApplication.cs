using System.Runtime.InteropServices;
using Aspire.Hosting.ApplicationModel;
using TrackTok.AppHost.Local;

namespace Aspire.Hosting;

/// <summary>The application that a model describes.</summary>
public sealed class DistributedApplication : IAsyncDisposable, IDisposable
{
    private readonly DistributedApplicationBuilder _builder;
    private readonly EntryPointHook? _hook;
    private readonly LocalEngine _engine;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _disposed;

    internal DistributedApplication(DistributedApplicationBuilder builder, EntryPointHook? hook)
    {
        (_builder, _hook) = (builder, hook);
        _engine = new LocalEngine([.. builder.Resources], builder.Options, ResourceNotifications);
        ResourceCommands = new ResourceCommandService(_engine);
    }

    public ResourceNotificationService ResourceNotifications { get; } = new();
    public ResourceCommandService ResourceCommands { get; }
    internal IEnumerable<IResource> Resources => _builder.Resources;
    internal Uri? StatusPage => _engine.StatusPage;
    internal IReadOnlyCollection<ResourceRun> Runs => _engine.Runs;

    public static IDistributedApplicationBuilder CreateBuilder(string[] args) => new DistributedApplicationBuilder(args);

    public Task StartAsync(CancellationToken cancellationToken = default) => _engine.StartAsync();

    public Task StopAsync(CancellationToken cancellationToken = default) => _engine.StopAsync();

    /// <summary>Starts everything and stays until Ctrl-C or a request to end. Under a test, the test decides.</summary>
    public void Run() => RunAsync().GetAwaiter().GetResult();

    public async Task RunAsync(CancellationToken cancellationToken = default)
    {
        if (_hook is not null)
        {
            await _ended.Task;
            return;
        }
        await using var _ = this;
        try
        {
            if (_builder.Options.CleanOnly)
            {
                Console.WriteLine(await _engine.CleanAsync() is > 0 and var orphans ? $"Ended {orphans} processes that an earlier run had left behind." : "Nothing was left behind.");
                return;
            }
            Environment.ExitCode = await new Session(_engine, _builder.Options).RunAsync();
        }
        catch (DistributedApplicationException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            Environment.ExitCode = 1;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        await _engine.DisposeAsync();
        _ended.TrySetResult();
    }

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();
}
