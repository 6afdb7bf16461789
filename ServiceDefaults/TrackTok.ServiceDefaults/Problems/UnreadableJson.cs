using System.Text.Json;
using System.Text.RegularExpressions;

namespace TrackTok.ServiceDefaults;

/// <summary>Says why a JSON body cannot be taken: broken JSON is 400; JSON that is well formed but has a member too many, or one of a wrong type, is 422 and names the member by its whole path.</summary>
internal static partial class UnreadableJson
{
    internal static Refusal Of(JsonException json)
    {
        if (json.InnerException?.GetType().Name == "JsonReaderException" || json.GetType().Name == "JsonReaderException")
            return SharedRefusals.MalformedJson with { Detail = json.LineNumber is { } line ? $"The body is not JSON (line {line + 1})." : SharedRefusals.MalformedJson.Detail };
        var member = Member(json.Path + json.Data[ChangeConverterFactory.Within]);
        if (UnknownMember().Match(json.Message) is { Success: true } unknown)
            return Refusal.Invalid(Below(member, unknown.Groups["name"].Value), "There is no such member; check its spelling.");
        if (json.Message.Contains("duplicate", StringComparison.OrdinalIgnoreCase)) return Refusal.Invalid(member, "This member is given twice.");
        return member.Length == 0 ? SharedRefusals.NoObject : Refusal.Invalid(member, "The value has a form that this member does not take.");
    }

    private static string Member(string path) => path.Replace("$", "", StringComparison.Ordinal).TrimStart('.');

    /// <summary>The path ends with the unknown member, or with the object that it stands in.</summary>
    private static string Below(string path, string name) => path.Length == 0 || path == name || path.EndsWith("." + name, StringComparison.Ordinal) ? path.Length == 0 ? name : path : path + "." + name;

    [GeneratedRegex("The JSON property '(?<name>[^']*)' could not be mapped", RegexOptions.None, 100)]
    private static partial Regex UnknownMember();
}
