using System.Reflection;
using System.Text.Json.Nodes;
using TrackTok.ServiceDefaults;

namespace TrackTok.Architecture.Tests.Http;

/// <summary>The document says what a client needs beyond paths and members (SPEC 1.8): headers, forms, what must be given.</summary>
public sealed class DocumentTests
{
    public static TheoryData<string> Services => [.. Repository.Services.Select(service => service.Name)];

    [Theory]
    [MemberData(nameof(Services))]
    public async Task Every_operation_names_its_headers(string service)
    {
        var host = ServiceHosts.Of(service);
        using var client = host.CreateClient();
        foreach (var route in await DocumentedRoute.ReadAsync(host, client))
        {
            var taken = (route.Operation["parameters"] as JsonArray ?? []).Where(parameter => (string?)parameter!["in"] == "header").Select(parameter => (string)parameter!["name"]!).ToList();
            taken.Contains("Idempotency-Key").ShouldBe(route.Method == "POST", route.Name);
            taken.Contains("If-Match").ShouldBe(route.Endpoint.Metadata.GetRequiredMetadata<MethodInfo>().GetParameters().Any(parameter => parameter.ParameterType == typeof(IfMatch)), route.Name);
            taken.Contains("X-Tenant-Id").ShouldBe(route.Endpoint.Metadata.GetMetadata<PublicMetadata>() is not null, route.Name);
            taken.Contains("TrackTok-Consistency").ShouldBe(route.Method == "GET" && service is "TrackTok.Budgets" or "TrackTok.Reporting", route.Name);
            var given = ((JsonObject)route.Operation["responses"]!).Where(answer => answer.Key.StartsWith('2')).SelectMany(answer => answer.Value!["headers"] as JsonObject ?? []).Select(header => header.Key).ToList();
            if (taken.Contains("If-None-Match")) given.ShouldContain("ETag", route.Name);
            if (((JsonObject)route.Operation["responses"]!).ContainsKey("201")) given.ShouldContain("Location", route.Name);
            if (route.Query.Any(parameter => (string?)parameter["name"] == "cursor")) given.ShouldContain("Link", route.Name);
        }
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task Every_member_has_a_type_and_no_number_is_a_float(string service)
    {
        var document = await ReadAsync(service);
        foreach (var (name, schema) in (JsonObject)document["components"]!["schemas"]!)
        {
            foreach (var (member, form) in schema!["properties"] as JsonObject ?? [])
            {
                if (form!["$ref"] is not null || form["oneOf"] is not null) continue;
                if (name != "JsonElement") form["type"].ShouldNotBeNull($"{name}.{member}");
                if (form["type"]!.ToJsonString().Contains("array", StringComparison.Ordinal)) form["items"].ShouldNotBeNull($"{name}.{member}");
                ((string?)(form["items"]?["format"] ?? form["format"])).ShouldNotBeOneOf("double", "float");
            }
        }
    }

    [Fact]
    public async Task A_request_says_what_it_needs_and_which_words_it_takes()
    {
        var schemas = (JsonObject)(await ReadAsync("TrackTok.Expenses"))["components"]!["schemas"]!;
        Required(schemas, "RecordExpenseRequest").ShouldBe(["amount", "expense_date", "title"]);
        Required(schemas, "CreateAccountRequest").ShouldBe(["name", "type"]);
        Required(schemas, "CreateCategoryRequest").ShouldBe(["name"]);
        Required(schemas, "TransferMoneyRequest").ShouldBe(["amount", "from_account_id", "to_account_id"]);
        Required(schemas, "RejectExpenseRequest").ShouldBe(["reason"]);
        Required(schemas, "ReviseExpenseRequest").ShouldBeEmpty();
        Words(schemas, "RecordExpenseRequest", "payment_method").ShouldBe(["cash", "credit_card", "debit_card", "bank_transfer", "digital_wallet", "other"]);
        Words(schemas, "RecordExpenseRequest", "status").ShouldBe(["draft", "submitted"]);
        Words(schemas, "ReviseExpenseRequest", "payment_method").ShouldContain("cash");
        schemas["AmountText"]!["type"]!.AsArray().Select(type => (string)type!).Order().ShouldBe(["number", "string"]);
        schemas["RecordExpenseRequest"]!["properties"]!["tax_rate"]!["format"]!.ToString().ShouldBe("decimal");
        schemas["ExpenseResponse"]!["properties"]!["deleted_at"]!["type"]!.AsArray().Select(type => (string)type!).ShouldContain("null");

        schemas = (JsonObject)(await ReadAsync("TrackTok.Budgets"))["components"]!["schemas"]!;
        Required(schemas, "CreateBudgetRequest").ShouldBe(["amount", "name", "period", "start_date"]);
        Required(schemas, "MarkAlertRequest").ShouldBeEmpty();
        schemas = (JsonObject)(await ReadAsync("TrackTok.Tenants"))["components"]!["schemas"]!;
        Required(schemas, "InviteMemberRequest").ShouldBe(["email", "role"]);
    }

    private static IEnumerable<string> Required(JsonObject schemas, string request) => (schemas[request]!["required"] as JsonArray ?? []).Select(member => (string)member!).Order(StringComparer.Ordinal);

    private static IEnumerable<string> Words(JsonObject schemas, string request, string member) => schemas[request]!["properties"]![member]!["enum"]!.AsArray().Where(word => word is not null).Select(word => (string)word!);

    private static async Task<JsonObject> ReadAsync(string service)
    {
        var host = ServiceHosts.Of(service);
        using var client = host.CreateClient();
        return (JsonObject)JsonNode.Parse(await client.GetStringAsync("/openapi/v1.json"))!;
    }
}
