using System.Text.Json;
using System.Text.Json.Serialization;

namespace TrackTok.TenantData;

/// <summary>
/// An event on its way from the outbox to the broker, as the text that was stored with the change: it is read by those who consume it, and by nobody before. It goes to the
/// exchange, and under the name, that MassTransit gives to the event's own type, so that consumers see no difference.
/// </summary>
/// <param name="type">As in <see cref="OutboxMessage.Type"/>.</param>
[JsonConverter(typeof(AsItStands))]
internal sealed class StoredEvent(string type, string body)
{
    private readonly string _name = NameOf(type);

    private string Body => body;

    internal Uri Exchange => new("exchange:" + _name);

    /// <summary>By what consumers know the kind of an event.</summary>
    internal string Urn => "urn:message:" + _name;

    /// <summary><c>TrackTok.Expenses.Contracts.ExpenseRevised, TrackTok.Expenses.Contracts</c> → <c>TrackTok.Expenses.Contracts:ExpenseRevised</c>.</summary>
    private static string NameOf(string type)
    {
        var name = type[..type.IndexOf(',', StringComparison.Ordinal)];
        var last = name.LastIndexOf('.');
        return string.Concat(name.AsSpan(0, last), ":", name.AsSpan(last + 1));
    }

    private sealed class AsItStands : JsonConverter<StoredEvent>
    {
        public override StoredEvent Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException("Consumers read the event itself.");

        public override void Write(Utf8JsonWriter writer, StoredEvent value, JsonSerializerOptions options) => writer.WriteRawValue(value.Body, skipInputValidation: true);
    }
}
