namespace TrackTok.AppHost.Local;

/// <summary>The output of one process: a file that is begun anew at each start (the last two are kept), and tagged lines on the console.</summary>
internal sealed class LogBook : IDisposable
{
    private static readonly Lock ConsoleLock = new();
    private static readonly string[] Colours = ["36", "32", "33", "35", "34", "96", "92", "93", "95", "94"];
    private readonly Lock _lock = new();
    private readonly StreamWriter _file;
    private readonly string? _tag;

    public LogBook(string folder, string name, bool console, int ordinal)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"{name}.log");
        if (File.Exists(path + ".1"))
            File.Move(path + ".1", path + ".2", overwrite: true);
        if (File.Exists(path))
            File.Move(path, path + ".1", overwrite: true);
        _file = new StreamWriter(path) { AutoFlush = true };
        if (console)
            _tag = Console.IsOutputRedirected ? $"{name,-18} | " : $"\u001b[{Colours[ordinal % Colours.Length]}m{name,-18} |\u001b[0m ";
    }

    public void Line(string text)
    {
        lock (_lock)
            _file.WriteLine(text);
        if (_tag is null)
            return;
        lock (ConsoleLock)
            Console.WriteLine(_tag + text);
    }

    /// <summary>A line of the engine's own.</summary>
    public void Note(string text) => Line($"[engine] {text}");

    public void Dispose() => _file.Dispose();
}
