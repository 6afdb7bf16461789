using System.Globalization;
using Aspire.Hosting;

namespace TrackTok.AppHost.Local;

/// <summary>What runs, on disk, so that whatever an engine that was killed has left behind can be found and ended by the next.</summary>
internal sealed class RunFolder(string dataPath) : IDisposable
{
    private readonly string _folder = Path.Combine(dataPath, "run");
    private FileStream? _lock;

    /// <summary>Stands in the environment of every process that the engine starts.</summary>
    public string Marker => $"{MarkerName}={dataPath}";
    public const string MarkerName = "TRACKTOK_ENGINE";

    public void Take()
    {
        Directory.CreateDirectory(_folder);
        try
        {
            _lock = new FileStream(Path.Combine(_folder, "engine.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            var holder = ReadPid(Path.Combine(_folder, "engine.pid"))?.Process;
            throw new DistributedApplicationException($"TrackTok runs already on {dataPath}{(holder is null ? "" : $", as process {holder}")}. `./tracktok down` ends it.");
        }
    }

    public void Announce()
    {
        Write("engine", Environment.ProcessId);
        File.Delete(Path.Combine(_folder, "ready"));
        File.Delete(Path.Combine(_folder, "failed"));
    }

    public void Write(string name, int process) =>
        File.WriteAllText(Path.Combine(_folder, $"{name}.pid"), string.Create(CultureInfo.InvariantCulture, $"{process} {ProcessTable.StartedAt(process) ?? 0} {ProcessTable.Boot}\n"));

    public void Remove(string name) => File.Delete(Path.Combine(_folder, $"{name}.pid"));

    /// <summary>Whether this run has once been done to its end. Kept with the data, for with the data it goes.</summary>
    public bool HasDone(string name, string fingerprint) => File.Exists(DoneFile(name)) && File.ReadAllText(DoneFile(name)) == fingerprint;

    public void NoteDone(string name, string fingerprint) => Files.WritePrivate(DoneFile(name), fingerprint);

    private string DoneFile(string name) => Path.Combine(dataPath, "data", "done", name);

    public void Note(string name, string text) => Files.WritePrivate(Path.Combine(_folder, name), text);

    /// <summary>
    /// Ends the processes of an earlier engine: those whose number, time of start and boot of the machine agree with what was written down, with their
    /// groups; and whatever else carries the mark, such as the child of a process that is gone. (The mark alone would not do: Redis, like others that
    /// set their own title, writes over its environment.)
    /// </summary>
    public async Task<int> EndOrphansAsync()
    {
        var groups = Directory.EnumerateFiles(_folder, "*.pid").Where(f => Path.GetFileName(f) != "engine.pid").Select(ReadPid).OfType<PidNote>()
            .Where(p => p.Boot == ProcessTable.Boot && ProcessTable.StartedAt(p.Process) == p.StartedAt).Select(p => p.Process).ToHashSet();
        var orphans = ProcessTable.All().Where(p => p != Environment.ProcessId)
            .Where(p => ProcessTable.HasVariable(p, Marker) || (ProcessTable.GroupOf(p) is { } group && groups.Contains(group))).ToList();

        foreach (var process in orphans)
            Unix.Send(process, IsPostgres(process) ? Signal.Interrupt : Signal.Terminate);
        if (!await GoneAsync(orphans, TimeSpan.FromSeconds(8)))
        {
            foreach (var process in orphans.Where(p => ProcessTable.StartedAt(p) is not null))
                Unix.Send(process, Signal.Kill);
            await GoneAsync(orphans, TimeSpan.FromSeconds(5));
        }
        foreach (var file in Directory.EnumerateFiles(_folder, "*.pid").Where(f => Path.GetFileName(f) != "engine.pid"))
            File.Delete(file);
        return orphans.Count;
    }

    public void Dispose()
    {
        if (_lock is null)
            return;
        Remove("engine");
        File.Delete(Path.Combine(_folder, "ready"));
        File.Delete(Path.Combine(_folder, "status"));
        _lock.Dispose();
    }

    private static async Task<bool> GoneAsync(List<int> processes, TimeSpan within)
    {
        var until = Environment.TickCount64 + within.TotalMilliseconds;
        while (processes.Any(p => ProcessTable.StartedAt(p) is not null))
        {
            if (Environment.TickCount64 > until)
                return false;
            await Task.Delay(50);
        }
        return true;
    }

    // SIGTERM would have it wait for its clients.
    private static bool IsPostgres(int process) => ProcessTable.Describe(process).Contains("/bin/postgres", StringComparison.Ordinal);

    private static PidNote? ReadPid(string path) =>
        File.Exists(path) && File.ReadAllText(path).Trim().Split(' ') is [var process, var started, var boot]
            ? new PidNote(int.Parse(process, CultureInfo.InvariantCulture), long.Parse(started, CultureInfo.InvariantCulture), boot)
            : null;

    private sealed record PidNote(int Process, long StartedAt, string Boot);
}
