using System.Reflection;

namespace TrackTok.ServiceDefaults;

/// <summary>
/// Every refusal that a process can answer with, for the API's documents: those that stand in static fields of its own assembly and of ours that it is built on. So a new one is
/// listed without being named anywhere else.
/// </summary>
public static class RefusalCatalog
{
    private const BindingFlags Static = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>One refusal of each code, the process's own before the shared ones, in no particular order.</summary>
    public static IReadOnlyList<Refusal> Of(Assembly process) =>
        [.. Ours(process).SelectMany(assembly => assembly.GetTypes()).Where(type => !type.ContainsGenericParameters).SelectMany(type => type.GetFields(Static)).SelectMany(Read).DistinctBy(refusal => refusal.Code)];

    private static IEnumerable<Refusal> Read(FieldInfo field) =>
        field.FieldType == typeof(Refusal) && field.GetValue(null) is Refusal refusal ? [refusal]
        : field.FieldType == typeof(Refusal[]) && field.GetValue(null) is Refusal[] several ? several : [];

    private static List<Assembly> Ours(Assembly process)
    {
        var found = new List<Assembly> { process };
        for (var i = 0; i < found.Count; i++)
            foreach (var name in found[i].GetReferencedAssemblies().Where(name => name.Name!.StartsWith("TrackTok.", StringComparison.Ordinal)))
                if (found.TrueForAll(known => known.GetName().Name != name.Name)) found.Add(Assembly.Load(name));
        return found;
    }
}
