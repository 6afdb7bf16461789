using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Aspire.Hosting.ApplicationModel;

public interface IValueProvider
{
    ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default);
}

/// <summary>A text with holes that are filled when a process is started: addresses and secrets are not known before.</summary>
public sealed class ReferenceExpression : IValueProvider
{
    private readonly string _format;
    private readonly IReadOnlyList<IValueProvider> _providers;

    private ReferenceExpression(string format, IReadOnlyList<IValueProvider> providers) => (_format, _providers) = (format, providers);

    public static ReferenceExpression Create(in ExpressionInterpolatedStringHandler handler) => handler.Build();

    public async ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default)
    {
        var values = new object?[_providers.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = await _providers[i].GetValueAsync(cancellationToken);
        return string.Format(CultureInfo.InvariantCulture, _format, values);
    }

    [InterpolatedStringHandler]
    public readonly ref struct ExpressionInterpolatedStringHandler(int literalLength, int formattedCount)
    {
        private readonly StringBuilder _format = new(literalLength + formattedCount * 4);
        private readonly List<IValueProvider> _providers = new(formattedCount);

        public void AppendLiteral(string value) => _format.Append(value.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal));
        public void AppendFormatted(string? value) => AppendLiteral(value ?? "");
        public void AppendFormatted<T>(T valueProvider) where T : IValueProvider
        {
            _format.Append(CultureInfo.InvariantCulture, $"{{{_providers.Count}}}");
            _providers.Add(valueProvider);
        }
        public void AppendFormatted<T>(IResourceBuilder<T> valueProvider) where T : IResource, IValueProvider =>
            AppendFormatted(valueProvider.Resource);

        internal ReferenceExpression Build() => new(_format.ToString(), [.. _providers]);
    }
}
