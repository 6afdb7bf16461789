using System.Reflection;
using System.Runtime.CompilerServices;
using TrackTok.ServiceDefaults;

namespace TrackTok.Architecture.Tests.Http;

/// <summary>
/// Whether someone checks what a request says: the request itself (<see cref="ICheckedRequest"/>), a reading of it, or of what a patch leads to, that can refuse, or the use case
/// that takes it and gathers errors, because what is right depends on the tenant's currency or calendar.
/// </summary>
internal static class RequestChecks
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    internal static bool AreMade(Type request) =>
        !HasMembersToCheck(request) || request.IsAssignableTo(typeof(ICheckedRequest)) || IsRead(request)
        || request.GetMethods().Any(patch => patch.ReturnType != request && patch.ReturnType.Assembly == request.Assembly && IsRead(patch.ReturnType)) || UseCases(request).Any(GathersErrors);

    /// <summary>A member that is true, false or absent cannot be wrong.</summary>
    private static bool HasMembersToCheck(Type request) => request.GetProperties().Any(member => member.PropertyType != typeof(bool) && member.PropertyType != typeof(bool?));

    private static bool IsRead(Type type) => type.GetMethods().Any(method => CanRefuse(method.ReturnType));

    private static bool CanRefuse(Type result) => result == typeof(Refusal) || (result.IsGenericType && result.GetGenericArguments().Any(CanRefuse));

    private static IEnumerable<MethodInfo> UseCases(Type request) =>
        request.Assembly.GetTypes().SelectMany(type => type.GetMethods(All)).Where(method => method.GetParameters().Any(parameter => parameter.ParameterType == request));

    /// <summary>Looks into the compiled method, and into the state machine that an asynchronous one has become, for a variable of that kind.</summary>
    private static bool GathersErrors(MethodInfo useCase)
    {
        var machine = useCase.GetCustomAttribute<AsyncStateMachineAttribute>()?.StateMachineType;
        return Variables(useCase).Concat(machine is null ? [] : [.. machine.GetFields(All).Select(field => field.FieldType), .. Variables(machine.GetMethod("MoveNext", All)!)]).Contains(typeof(RequestErrors));
    }

    private static IEnumerable<Type> Variables(MethodInfo method) => method.GetMethodBody()?.LocalVariables.Select(variable => variable.LocalType) ?? [];
}
