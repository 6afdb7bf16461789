using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using TrackTok.TenantData;

namespace TrackTok.Architecture.Tests.Data;

/// <summary>What the tenant wall asks of a model (ARCHITECTURE "Data").</summary>
internal static class ModelRules
{
    private const string TenantId = nameof(ITenantOwned.TenantId);

    internal static IEnumerable<string> Violations(IModel model)
    {
        var walled = RowSecurity.Script(model);
        foreach (var type in model.GetEntityTypes().Where(type => !type.IsOwned()))
        {
            var name = type.ClrType.Name;
            if (type.ClrType.IsAssignableTo(typeof(ITenantOwned)))
            {
                if (type.FindDeclaredQueryFilter(TenantDbContext.TenantFilter) is null) yield return $"{name} has no tenant filter.";
                if (type.FindPrimaryKey()!.Properties[0].Name != TenantId) yield return $"{name}'s key does not begin with the tenant's id.";
                if (!walled.Contains($"ALTER TABLE \"{type.GetTableName()}\" FORCE ROW LEVEL SECURITY", StringComparison.Ordinal)) yield return $"{name} is not behind row-level security.";
                foreach (var index in type.GetIndexes().Where(index => index.IsUnique && index.Properties[0].Name != TenantId))
                    yield return $"{name} is unique by {string.Join(", ", index.Properties.Select(property => property.Name))} across tenants: who tries a value learns that another tenant has it.";
            }
            foreach (var key in type.GetForeignKeys().Where(key => key.PrincipalEntityType.ClrType.IsAssignableTo(typeof(ITenantOwned))))
                if (key.Properties[0].Name != TenantId || key.PrincipalKey.Properties[0].Name != TenantId)
                    yield return $"{name}'s link to {key.PrincipalEntityType.ClrType.Name} does not begin with the tenant's id: a link into another tenant could be stored.";
            if (type.ClrType.IsAssignableTo(typeof(IVersioned)) && type.FindProperty(nameof(IVersioned.Version)) is not { IsConcurrencyToken: true })
                yield return $"{name}'s version is no concurrency token.";
        }
    }

    /// <summary>Entities that know a tenant and stand outside the wall all the same.</summary>
    internal static IEnumerable<string> Outside(IModel model) => model.GetEntityTypes()
        .Where(type => !type.ClrType.IsAssignableTo(typeof(ITenantOwned)) && type.GetProperties().Any(property => property.Name == TenantId))
        .Select(type => type.ClrType.Name).Order(StringComparer.Ordinal);
}
