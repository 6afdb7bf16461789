using System.Runtime;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;

namespace TrackTok.ServiceDefaults;

/// <summary>
/// Gives back what a burst has left. A heap that has grown stays as it is until somebody allocates again, and many small processes share one machine: so the
/// first quiet seconds after a busy time are used for one full, compacting collection, and the C library is asked for its share. A process that is busy, or has been quiet since, is left alone.
/// </summary>
internal sealed class QuietMemory(TimeProvider time) : BackgroundService
{
    private const long Quiet = 1 << 20, Burst = 2 << 20;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(3);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        long before = 0, collected = 0;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var allocated = GC.GetTotalAllocatedBytes();
            if (allocated - before < Quiet && allocated - collected > Burst)
            {
                GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                if (RuntimeInformation.RuntimeIdentifier.StartsWith("linux-", StringComparison.Ordinal) && !RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal))
                    _ = TrimUnusedHeap(0);
                collected = allocated;
            }
            before = allocated;
        }
    }

    /// <summary>glibc's own: gives whole free pages of its pools back to the system, of which it does not think by itself.</summary>
    [DllImport("libc", EntryPoint = "malloc_trim"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int TrimUnusedHeap(nuint pad);
}
