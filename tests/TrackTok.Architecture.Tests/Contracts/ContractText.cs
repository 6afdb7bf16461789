using System.Reflection;
using Google.Protobuf.Reflection;

namespace TrackTok.Architecture.Tests.Contracts;

/// <summary>A contract as text, a line for each promise, so that a difference of two texts is the list of promises made and broken.</summary>
internal static class ContractText
{
    internal static IEnumerable<string> Events(Assembly contracts) => EventTypes(contracts).OrderBy(type => type.Name, StringComparer.Ordinal).SelectMany(Lines);

    /// <summary>The records that are published, with the records that they carry.</summary>
    internal static IEnumerable<Type> EventTypes(Assembly contracts) => contracts.GetExportedTypes().Where(IsRecord);

    internal static bool IsEvent(Type type) => type.GetConstructors().Any(constructor =>
        constructor.GetParameters() is [{ Name: "TenantId" } tenant, { Name: "OccurredAt" } at, { Name: "Version" } version, ..]
        && tenant.ParameterType == typeof(Guid) && at.ParameterType == typeof(DateTimeOffset) && version.ParameterType == typeof(long));

    internal static IEnumerable<FileDescriptor> Protos(Assembly contracts) => contracts.GetExportedTypes()
        .Select(type => type.GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static)).Where(property => property?.PropertyType == typeof(FileDescriptor))
        .Select(property => (FileDescriptor)property!.GetValue(null)!);

    internal static IEnumerable<string> Proto(FileDescriptor file) =>
    [
        $"package {file.Package}",
        .. file.Services.SelectMany(service => service.Methods.Select(method =>
            $"service {service.Name}: {method.Name} ({(method.IsClientStreaming ? "stream " : "")}{method.InputType.Name}) returns ({(method.IsServerStreaming ? "stream " : "")}{method.OutputType.Name})")),
        .. file.MessageTypes.OrderBy(message => message.Name, StringComparer.Ordinal).SelectMany(Message),
    ];

    private static IEnumerable<string> Message(MessageDescriptor message) =>
    [
        $"message {message.Name}",
        .. message.Fields.InFieldNumberOrder().Select(field => $"message {message.Name}: {field.FieldNumber} {Label(field)}{TypeOf(field)} {field.Name}"),
    ];

    private static string Label(FieldDescriptor field) => field switch
    {
        { IsRepeated: true } => "repeated ",
        { RealContainingOneof: { } oneof } => $"oneof {oneof.Name} ",
        { HasPresence: true, FieldType: not FieldType.Message } => "optional ",
        _ => "",
    };

    private static string TypeOf(FieldDescriptor field) => field.FieldType == FieldType.Message ? field.MessageType.Name : field.FieldType.ToString().ToLowerInvariant();

    private static IEnumerable<string> Lines(Type type)
    {
        var nullability = new NullabilityInfoContext();
        return
        [
            $"{type.Name}{(type.IsSealed ? "" : " (not sealed)")}",
            .. type.GetConstructors().Single(constructor => constructor.GetParameters().Length > 0).GetParameters()
                .Select(parameter => $"{type.Name}: {Name(parameter.ParameterType)}{(nullability.Create(parameter).ReadState == NullabilityState.Nullable && !parameter.ParameterType.IsValueType ? "?" : "")} {parameter.Name}"),
        ];
    }

    private static string Name(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner) return Name(inner) + "?";
        if (type.IsArray) return Name(type.GetElementType()!) + "[]";
        return type.IsGenericType ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : type.Name;
    }

    private static bool IsRecord(Type type) => type.IsClass && type.GetMethod("<Clone>$") is not null;
}
