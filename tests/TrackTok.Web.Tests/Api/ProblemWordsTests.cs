using System.Net;
using TrackTok.Web.Api;

namespace TrackTok.Web.Tests.Api;

/// <summary>Refusals in the visitor's language.</summary>
public sealed class ProblemWordsTests
{
    private static readonly Problem Refused = new()
    {
        Status = 422,
        Code = "validation_failed",
        Detail = "Some members are not valid; see errors.",
        Errors = new() { ["name"] = ["Give at most 200 characters.", "Nobody has translated this."], ["kind"] = ["Give some of authorization_code, refresh_token, client_credentials; 'password' is none of them."] },
    };

    [Fact]
    public void A_sentence_is_found_with_what_it_names_and_one_that_nobody_knows_stays()
    {
        var german = ProblemWords.In(Refused, "de");

        german.Detail.ShouldBe("Etwas davon stimmt noch nicht.");
        german.Errors["name"].ShouldBe(["Gib höchstens 200 Zeichen ein.", "Nobody has translated this."]);
        german.Errors["kind"].ShouldBe(["„password“ steht nicht zur Wahl."]);
        (german.Status, german.Code).ShouldBe((422, "validation_failed"));
    }

    [Fact]
    public void English_and_unknown_codes_stay_as_they_came()
    {
        ProblemWords.In(Refused, "en").ShouldBeSameAs(Refused);
        ProblemWords.In(Problem.Of(409, "nothing_we_know", "Something new."), "de").Detail.ShouldBe("Something new.");
    }

    [Fact]
    public void A_sentence_of_its_own_counts_more_than_its_code() =>
        ProblemWords.In(Problem.Of(403, "plan_limit_reached", "Plan basic allows 3 projects; 3 are in use. A larger plan lifts the limit at once."), "de").Detail
            .ShouldBe("Der Tarif basic erlaubt davon 3, und 3 sind in Gebrauch. Ein größerer hebt das Limit sofort auf.");

    [Fact]
    public async Task A_page_in_German_says_it_in_German()
    {
        await using var web = new WebHost();
        web.SpeakGerman();
        web.On("POST /api-keys", """{"title": "Invalid", "status": 422, "code": "validation_failed", "detail": "One member is not valid; see errors.", "errors": {"name": ["Give at most 100 characters."]}}""", 422);
        web.SignIn();
        const string path = "/settings/api-keys/new";

        var (status, html) = await web.SubmitAsync(path, (await web.GetAsync(path)).Html, "api-key", ("name", "Import"), ("expires_at", "2030-01-01"), ("scopes", "expenses.read"));

        status.ShouldBe(HttpStatusCode.OK);
        WebUtility.HtmlDecode(html).ShouldContain("Gib höchstens 100 Zeichen ein.");
        html.ShouldNotContain("Give at most");
    }
}
