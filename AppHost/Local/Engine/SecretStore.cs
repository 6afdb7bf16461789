using System.Text.Json;

namespace TrackTok.AppHost.Local;

/// <summary>Secrets that were made up, kept in a file that only its owner reads.</summary>
internal sealed class SecretStore(string path)
{
    private readonly Lock _lock = new();

    public string GetOrAdd(string name, Func<string> create)
    {
        lock (_lock)
        {
            var known = File.Exists(path) ? JsonSerializer.Deserialize<SortedDictionary<string, string>>(File.ReadAllText(path))! : [];
            if (known.TryGetValue(name, out var value))
                return value;
            known[name] = value = create();
            Files.WritePrivate(path, JsonSerializer.Serialize(known));
            return value;
        }
    }
}
