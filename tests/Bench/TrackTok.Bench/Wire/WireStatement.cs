namespace TrackTok.Bench.Wire;

/// <summary>A parameter as it went over the wire, in text.</summary>
/// <param name="Type">The SQL type that the client named; null when it named none.</param>
/// <param name="Text">Null for NULL.</param>
internal sealed record WireValue(string? Type, string? Text)
{
    public bool IsArray => Type is not null && Type.EndsWith("[]", StringComparison.Ordinal);

    /// <summary>The elements of an array of one dimension without quoted elements.</summary>
    public string[] Elements => Text!.Trim('{', '}') is { Length: > 0 } inner ? inner.Split(',') : [];
}

/// <summary>One statement that a service sent.</summary>
/// <param name="Sql">With $1, $2 … for its parameters.</param>
/// <param name="RoundTrip">Which exchange with the server it was part of, from 0.</param>
internal sealed record WireStatement(string Sql, IReadOnlyList<WireValue> Values, int RoundTrip);
