namespace TrackTok.TenantData;

/// <summary>A row that belongs to one tenant. Its key and its foreign keys begin with the tenant's id, a query filter hides it from other tenants, and the database does so again.</summary>
public interface ITenantOwned
{
    Guid TenantId { get; }
}

/// <summary>A row whose version counts its changes: the source of ETags, of optimistic concurrency and of the versions in events. It is raised when the row is saved.</summary>
public interface IVersioned
{
    Guid Id { get; }

    long Version { get; }
}

/// <summary>A row whose every change is kept in the audit trail, under this noun: <c>expense</c>, <c>account</c> …</summary>
public interface IAudited : ITenantOwned, IVersioned
{
    static abstract string AuditNoun { get; }

    /// <summary>The member by which people know it, such as <c>Name</c>: every entry holds it, changed or not, so that the trail still names what is gone. Null where nothing names it.</summary>
    string? KnownBy => null;
}

/// <summary>A row that is written once: the application's role may neither change nor delete it, so that not even a bug rewrites history.</summary>
public interface IAppendOnly : ITenantOwned;
