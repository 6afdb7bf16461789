using System.Reflection;
using System.Text.Json;

namespace TrackTok.ServiceDefaults;

/// <summary>Says which words a member or parameter takes, for the API's documents; <see cref="RequestErrors.OneOf"/> sees to it.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class OneOfAttribute : Attribute
{
    public OneOfAttribute(params string[] words) => Words = words;

    /// <param name="holder">An enumeration, whose names are the words in snake_case, or a type that lists them.</param>
    /// <param name="list">The static member that lists them.</param>
    public OneOfAttribute(Type holder, string list = "All") => Words = holder.IsEnum
        ? [.. holder.GetEnumNames().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)]
        : [.. (IEnumerable<string>)Read(holder, list)];

    public IReadOnlyList<string> Words { get; }

    private static object Read(Type holder, string list)
    {
        const BindingFlags Static = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
        return holder.GetField(list, Static)?.GetValue(null) ?? holder.GetProperty(list, Static)?.GetValue(null) ?? throw new ArgumentException($"{holder.Name} has no {list}.", nameof(list));
    }
}
