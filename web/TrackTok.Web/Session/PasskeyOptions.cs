using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using TrackTok.Web.Api;
using TrackTok.Web.Shell;

namespace TrackTok.Web.Session;

/// <summary>The challenges that a script fetches when somebody presses "use a passkey", so that no page has to bring one along that is seldom needed.</summary>
internal static class PasskeyOptions
{
    internal const string ForSignIn = "/sign-in/passkey-options", ForStepUp = "/step-up/passkey-options";

    internal static void MapPasskeyOptions(this WebApplication app)
    {
        app.MapPost(ForSignIn, (TrackTokApi api) => AskAsync(api, "/auth/passkeys/sign-in/options")).WithMetadata(new NeedsVisit(), new AllowAnonymousAttribute());
        app.MapPost(ForStepUp, (TrackTokApi api) => AskAsync(api, "/auth/step-up/options")).WithMetadata(new NeedsVisit());
    }

    private static async Task<IResult> AskAsync(TrackTokApi api, string path)
    {
        var answer = await api.AskAsync<JsonElement>(path);
        return answer.Problem is { } problem ? TypedResults.Json(new { problem.Code }, ApiJson.Options, statusCode: problem.Status) : TypedResults.Json(answer.Value, ApiJson.Options);
    }

    /// <summary>What a browser said of a passkey, from a form's field; null when there is nothing that could be.</summary>
    internal static JsonElement? Read(string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
