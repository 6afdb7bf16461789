using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace TrackTok.Bench.Wire;

/// <summary>PostgreSQL's binary forms of the types that services send, as text.</summary>
internal static class WireDecoder
{
    private static readonly DateTime Epoch = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private static readonly Dictionary<int, string> Types = new()
    {
        [16] = "boolean",
        [17] = "bytea",
        [20] = "bigint",
        [21] = "smallint",
        [23] = "integer",
        [25] = "text",
        [701] = "double precision",
        [1043] = "text",
        [114] = "json",
        [3802] = "jsonb",
        [1082] = "date",
        [1184] = "timestamptz",
        [1700] = "numeric",
        [2950] = "uuid",
        [1000] = "boolean[]",
        [1001] = "bytea[]",
        [1016] = "bigint[]",
        [1005] = "smallint[]",
        [1007] = "integer[]",
        [1009] = "text[]",
        [1015] = "text[]",
        [3807] = "jsonb[]",
        [1182] = "date[]",
        [1185] = "timestamptz[]",
        [1231] = "numeric[]",
        [2951] = "uuid[]",
    };

    public static WireValue Decode(int type, bool binary, ReadOnlySpan<byte> bytes, bool isNull)
    {
        var name = type == 0 ? null : Types.GetValueOrDefault(type) ?? throw new NotSupportedException($"Parameters of type {type} are not known to the benchmark; add it to {nameof(WireDecoder)}.");
        if (isNull) return new WireValue(name, null);
        return new WireValue(name, binary && name is not null ? Text(name, bytes) : Encoding.UTF8.GetString(bytes));
    }

    private static string Text(string type, ReadOnlySpan<byte> bytes) => type switch
    {
        "boolean" => bytes[0] == 1 ? "t" : "f",
        "bytea" => "\\x" + Convert.ToHexStringLower(bytes),
        "bigint" => BinaryPrimitives.ReadInt64BigEndian(bytes).ToString(CultureInfo.InvariantCulture),
        "integer" => BinaryPrimitives.ReadInt32BigEndian(bytes).ToString(CultureInfo.InvariantCulture),
        "smallint" => BinaryPrimitives.ReadInt16BigEndian(bytes).ToString(CultureInfo.InvariantCulture),
        "double precision" => BinaryPrimitives.ReadDoubleBigEndian(bytes).ToString("R", CultureInfo.InvariantCulture),
        "jsonb" => Encoding.UTF8.GetString(bytes[1..]),
        "date" => Epoch.AddDays(BinaryPrimitives.ReadInt32BigEndian(bytes)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        "timestamptz" => Epoch.AddTicks(BinaryPrimitives.ReadInt64BigEndian(bytes) * 10).ToString("yyyy-MM-dd HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
        "numeric" => Numeric(bytes),
        "uuid" => new Guid(bytes, bigEndian: true).ToString(),
        _ when type.EndsWith("[]", StringComparison.Ordinal) => Array(type[..^2], bytes),
        _ => Encoding.UTF8.GetString(bytes),
    };

    /// <summary>Digits to the base of ten thousand, the first of weight <c>weight</c>.</summary>
    private static string Numeric(ReadOnlySpan<byte> bytes)
    {
        var digits = BinaryPrimitives.ReadInt16BigEndian(bytes);
        var weight = BinaryPrimitives.ReadInt16BigEndian(bytes[2..]);
        var negative = BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]) == 0x4000;
        decimal value = 0;
        for (var i = 0; i < digits; i++)
        {
            decimal digit = BinaryPrimitives.ReadInt16BigEndian(bytes[(8 + i * 2)..]);
            for (var power = weight - i; power > 0; power--) digit *= 10_000;
            for (var power = weight - i; power < 0; power++) digit /= 10_000;
            value += digit;
        }
        return (negative ? -value : value).ToString(CultureInfo.InvariantCulture);
    }

    private static string Array(string element, ReadOnlySpan<byte> bytes)
    {
        if (BinaryPrimitives.ReadInt32BigEndian(bytes) == 0) return "{}";
        var count = BinaryPrimitives.ReadInt32BigEndian(bytes[12..]);
        var at = 20;
        var elements = new string[count];
        for (var i = 0; i < count; i++)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(bytes[at..]);
            at += 4;
            elements[i] = length < 0 ? "NULL" : Quoted(element, Text(element, bytes.Slice(at, length)));
            at += Math.Max(length, 0);
        }
        return "{" + string.Join(',', elements) + "}";
    }

    private static string Quoted(string element, string text) => element is "text" or "jsonb" or "bytea"
        ? "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\""
        : text;
}
