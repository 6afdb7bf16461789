using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace TrackTok.ServiceDefaults.Tests.Http;

public sealed class ComposedTextTests
{
    private const string Composed = "Caf\u00e9";
    private const string Decomposed = "Cafe\u0301";

    private sealed record Request(string? Name, string[]? Tags, Change<string> Notes, string? NewPassword);

    [Fact]
    public void Two_spellings_of_a_name_are_one_and_passwords_stay()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        JsonDefaults.Apply(options);
        ComposedText.Apply(options);
        var json = JsonSerializer.Serialize(new { name = Decomposed, tags = new[] { Decomposed }, notes = Decomposed, new_password = Decomposed });

        var request = JsonSerializer.Deserialize<Request>(json, options)!;

        (request.Name, request.Tags!.Single(), request.Notes.Value, request.NewPassword).ShouldBe((Composed, Composed, Composed, Decomposed));
        JsonSerializer.Deserialize<Request>("""{"name": null}""", options)!.Name.ShouldBeNull();
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<Request>("""{"name": 1}""", options));
    }

    [Fact]
    public void What_is_searched_for_is_spelled_the_same()
    {
        var http = new DefaultHttpContext();
        http.Request.QueryString = new QueryString("?q=" + Uri.EscapeDataString(Decomposed) + "&limit=1");

        ComposedText.Apply(http.Request);

        http.Request.Query["q"].ToString().ShouldBe(Composed);
        http.Request.Query["limit"].ToString().ShouldBe("1");
    }
}
