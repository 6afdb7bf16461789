using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using NpgsqlTypes;

namespace TrackTok.TenantData;

/// <summary>
/// Rows that nothing in their own transaction looks for or changes: audit entries, events, revisions, and a new row that is saved last. Where a <see cref="UnitOfWork"/> closes the
/// transaction they travel with its commit, in one round trip, and past the change tracker, which has nothing to track of them.
/// </summary>
internal sealed class AppendedRows
{
    /// <summary>More than this do not wait for the commit: a change of thousands of rows must not hold all that goes with them in memory.</summary>
    private const int MostWaiting = 200;

    private readonly List<object> _rows = [];

    /// <summary>True while a unit of work will write what is added; else a row is saved with the next save.</summary>
    internal bool AreWritten { get; set; }

    internal bool AreMany => _rows.Count >= MostWaiting;

    internal void Add(object row) => _rows.Add(row);

    /// <summary>Puts a row before all that refers to it.</summary>
    internal void AddFirst(object row) => _rows.Insert(0, row);

    internal void Clear() => _rows.Clear();

    /// <summary>Puts the inserts of all rows into the batch, in the order in which they were added.</summary>
    /// <exception cref="TenantWallException">A row is another tenant's.</exception>
    internal void WriteInto(NpgsqlBatch batch, TenantDbContext context)
    {
        foreach (var row in _rows) batch.BatchCommands.Add(AppendStatement.Of(context.Model, row.GetType()).Insert(row, context));
    }

    /// <summary>Writes what waits, and leaves the transaction open.</summary>
    internal async Task WriteAsync(TenantDbContext context, CancellationToken cancellationToken)
    {
        await using var batch = TenantTransaction.Batch(context, out var tells);
        WriteInto(batch, context);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        if (tells) WallInterceptor.Remember(context);
        Clear();
    }
}

/// <summary>The insert of one kind of row, made of its mapping.</summary>
[SuppressMessage("Usage", "EF1001", Justification = "The getter that EF itself reads a row by.")]
internal sealed class AppendStatement
{
    private static readonly ConcurrentDictionary<(IModel Model, Type Row), AppendStatement> Known = new();

    private readonly string _sql;
    private readonly Column[] _columns;

    private AppendStatement(IEntityType type)
    {
        var table = StoreObjectIdentifier.Table(type.GetTableName()!, type.GetSchema());
        var properties = type.GetProperties().Where(property => property.GetComputedColumnSql(table) is null).ToArray();
        _columns = Array.ConvertAll(properties, property => new Column(property));
        var names = properties.Select(property => $"\"{property.GetColumnName(table)}\"");
        _sql = $"INSERT INTO \"{table.Name}\" ({string.Join(", ", names)}) VALUES ({string.Join(", ", properties.Select((_, n) => $"${n + 1}"))})";
    }

    internal static AppendStatement Of(IModel model, Type row) => Known.GetOrAdd((model, row), static key => new AppendStatement(
        key.Model.FindEntityType(key.Row) ?? throw new InvalidOperationException($"{key.Row.Name} has no table in this service.")));

    internal NpgsqlBatchCommand Insert(object row, TenantDbContext context)
    {
        var insert = new NpgsqlBatchCommand(_sql);
        foreach (var column in _columns) insert.Parameters.Add(column.Parameter(row, context));
        return insert;
    }

    private sealed class Column(IProperty property)
    {
        private readonly IClrPropertyGetter _getter = property.GetGetter();
        private readonly NpgsqlDbType _type = TypeOf(property.GetRelationalTypeMapping());
        private readonly Func<object?, object?>? _convert = property.GetRelationalTypeMapping().Converter?.ConvertToProvider;
        private readonly bool _isTenant = property.Name == nameof(ITenantOwned.TenantId) && property.DeclaringType.ClrType.IsAssignableTo(typeof(ITenantOwned));

        internal NpgsqlParameter Parameter(object row, TenantDbContext context)
        {
            var value = _getter.GetClrValueUsingContainingEntity(row);
            if (_isTenant) value = Stamped((Guid)value!, context, row);
            else if (_convert is not null) value = _convert(value);
            return new NpgsqlParameter { NpgsqlDbType = _type, Value = value ?? DBNull.Value };
        }

        /// <summary>The wall's first layer, as <see cref="SaveChain"/> keeps it for all other rows.</summary>
        private static Guid Stamped(Guid tenantId, TenantDbContext context, object row) => tenantId == Guid.Empty || tenantId == context.TenantId
            ? context.TenantId
            : throw new TenantWallException($"A {row.GetType().Name} of another tenant was about to be saved.");

        private static NpgsqlDbType TypeOf(RelationalTypeMapping mapping) => new NpgsqlParameter { DataTypeName = mapping.StoreTypeNameBase }.NpgsqlDbType;
    }
}
