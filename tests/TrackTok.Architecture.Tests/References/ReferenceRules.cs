namespace TrackTok.Architecture.Tests.References;

/// <summary>Who may know whom (ARCHITECTURE "Rules", HOUSE_STYLE "Shared code"). Each rule answers with sentences about what breaks it.</summary>
internal static class ReferenceRules
{
    /// <summary>The shared libraries, and what each may build on. One more needs a capability for a name and a third user.</summary>
    private static readonly Dictionary<string, string[]> Shared = new()
    {
        ["TrackTok.Currencies"] = [],
        ["TrackTok.Tenancy"] = [],
        ["TrackTok.ServiceDefaults"] = ["TrackTok.Currencies", "TrackTok.Tenancy"],
        ["TrackTok.TenantData"] = ["TrackTok.Currencies", "TrackTok.Tenancy", "TrackTok.ServiceDefaults"],
        ["TrackTok.TenantSettings"] = ["TrackTok.Currencies", "TrackTok.Tenancy", "TrackTok.ServiceDefaults", "TrackTok.TenantData", "TrackTok.Tenants.Contracts"],
    };

    private static readonly string[] Data = ["Microsoft.EntityFrameworkCore", "Npgsql", "EFCore."];
    private static readonly string[] Bus = ["MassTransit", "RabbitMQ"];
    private static readonly string[] IdentityServers = ["OpenIddict", "Duende"];

    /// <summary>What is wrong with a reference from one project, or assembly, to another of ours.</summary>
    internal static string? Refuse(string from, string to)
    {
        if (from == to || !to.StartsWith("TrackTok.", StringComparison.Ordinal)) return null;
        var isContract = to.EndsWith(".Contracts", StringComparison.Ordinal);
        if (Shared.TryGetValue(from, out var allowed)) return allowed.Contains(to) ? null : $"{from} is shared and may not know {to}.";
        if (from.EndsWith(".Contracts", StringComparison.Ordinal)) return $"{from} is a contract and knows nobody, but references {to}.";
        if (isContract) return null;
        if (!Shared.ContainsKey(to)) return $"{from} may know others by their Contracts only, but references {to}.";
        return from == "TrackTok.Gateway" && to is "TrackTok.TenantData" or "TrackTok.TenantSettings" ? $"{from} has no data and may not know {to}." : null;
    }

    /// <summary>What is wrong with the use of a library.</summary>
    internal static string? RefuseLibrary(string from, string library)
    {
        if (from != "TrackTok.Identity" && Begins(library, IdentityServers)) return $"Only Identity may know which OpenID Connect server it is, but {from} references {library}.";
        if (Begins(library, IdentityServers[1..])) return $"{library} is commercial in production.";
        if (Begins(library, Data) && (from is "TrackTok.Tenancy" or "TrackTok.Currencies" or "TrackTok.ServiceDefaults" or "TrackTok.Gateway" || from.EndsWith(".Contracts", StringComparison.Ordinal)))
            return $"{from} has no database, but references {library}.";
        if (Begins(library, Bus) && (from is "TrackTok.Tenancy" or "TrackTok.Currencies" or "TrackTok.ServiceDefaults" || from.EndsWith(".Contracts", StringComparison.Ordinal)))
            return $"{from} knows no bus, but references {library}.";
        return null;
    }

    /// <summary>What is wrong with a project as its file describes it.</summary>
    internal static IEnumerable<string> Violations(Project project)
    {
        if (project.IsShared && !Shared.ContainsKey(project.Name)) yield return $"{project.Name} is a new shared library: say here what it may build on.";
        foreach (var reference in project.References) if (Refuse(project.Name, reference) is { } sentence) yield return sentence;
        foreach (var package in project.Packages) if (RefuseLibrary(project.Name, package) is { } sentence) yield return sentence;
        if (project.Name is "TrackTok.Tenancy" or "TrackTok.Currencies") foreach (var package in project.Packages) yield return $"{project.Name} needs no package, but references {package}.";
    }

    private static bool Begins(string library, string[] names) => names.Any(name => library.StartsWith(name, StringComparison.Ordinal));
}
