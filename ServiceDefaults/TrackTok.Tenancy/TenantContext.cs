namespace TrackTok.Tenancy;

/// <summary>The tenant that the current request, message or job is for. Reading it before it is set is a bug and throws: nothing ever runs for "some" tenant.</summary>
public sealed class TenantContext
{
    private Guid? _tenantId;

    /// <exception cref="TenantNotSetException">No tenant was named for this piece of work.</exception>
    public Guid TenantId => _tenantId ?? throw new TenantNotSetException();

    public bool IsSet => _tenantId.HasValue;

    /// <summary>Names the tenant, once for the life of the scope.</summary>
    /// <exception cref="InvalidOperationException">Another tenant was named before.</exception>
    public void Set(Guid tenantId)
    {
        if (tenantId == Guid.Empty) throw new ArgumentException("A tenant's id is not empty.", nameof(tenantId));
        if (_tenantId is { } already && already != tenantId) throw new InvalidOperationException("This scope works for another tenant already.");
        _tenantId = tenantId;
    }
}

public sealed class TenantNotSetException() : InvalidOperationException("No tenant was named for this piece of work.");
