using System.Security.Cryptography;

namespace Aspire.Hosting.ApplicationModel;

public abstract class ParameterDefault
{
    public abstract string GetDefaultValue();
}

/// <summary>A value made up at random.</summary>
public sealed class GenerateParameterDefault : ParameterDefault
{
    public int MinLength { get; set; } = 22;
    public bool Special { get; set; } = true;

    public override string GetDefaultValue()
    {
        // Without letters and digits that are taken for one another.
        const string Plain = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ123456789";
        return RandomNumberGenerator.GetString(Special ? Plain + "-_.{}~()*+!" : Plain, MinLength);
    }
}

/// <summary>A value from outside: <c>Parameters:name</c> of the configuration, else what was kept, else made up and kept.</summary>
public sealed class ParameterResource(string name, Func<string> callback) : Resource(name), IValueProvider
{
    private readonly Lazy<string> _value = new(callback);

    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => new(_value.Value);
    internal string Value => _value.Value;
}
