using System.Text.Json.Nodes;
using TrackTok.Gateway.Documents;

namespace TrackTok.Gateway.Tests.Documents;

public sealed class OpenApiMergeTests
{
    private const string Expenses = """
        {
          "openapi": "3.1.1",
          "paths": {
            "/api/v1/expenses/": {
              "get": { "operationId": "List", "tags": ["TrackTok.Expenses"], "responses": { "200": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Page" } } } } } },
              "post": { "operationId": "RecordExpense", "x-codes": ["rate_missing"] }
            },
            "/internal/permissions": { "get": {} }
          },
          "components": { "schemas": {
            "Page": { "type": "object", "properties": { "items": { "type": "array", "items": { "$ref": "#/components/schemas/Expense" } } } },
            "Expense": { "type": "object" }, "Currency": { "type": "string" } } },
          "x-refusals": [{ "code": "rate_missing", "status": 422, "detail": "There is no rate." }]
        }
        """;

    private const string Budgets = """
        {
          "openapi": "3.1.1",
          "paths": { "/api/v1/budgets": { "get": { "operationId": "List", "responses": { "200": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Page" } } } } } } } },
          "components": { "schemas": { "Page": { "type": "object", "properties": { "items": { "type": "array", "items": { "type": "string" } } } }, "Currency": { "type": "string" } } }
        }
        """;

    private readonly JsonObject _merged = OpenApiMerge.Merge([("expenses", Parse(Expenses)), ("budgets", Parse(Budgets))]);

    [Fact]
    public void Holds_every_public_path_once_and_without_a_trailing_slash() =>
        ((JsonObject)_merged["paths"]!).Select(path => path.Key).ShouldBe(["/api/v1/budgets", "/api/v1/expenses"]);

    [Fact]
    public void Keeps_schemas_of_the_same_name_apart_and_equal_ones_together()
    {
        ((JsonObject)_merged["components"]!["schemas"]!).Select(schema => schema.Key).ShouldBe(["BudgetsPage", "Currency", "Expense", "Page"]);
        Reference("/api/v1/expenses").ShouldBe("#/components/schemas/Page");
        Reference("/api/v1/budgets").ShouldBe("#/components/schemas/BudgetsPage");
    }

    [Fact]
    public void Names_operations_apart_and_tags_them_by_service()
    {
        Operation("/api/v1/expenses", "get")["operationId"]!.ToString().ShouldBe("List");
        Operation("/api/v1/budgets", "get")["operationId"]!.ToString().ShouldBe("BudgetsList");
        Operation("/api/v1/expenses", "post")["tags"]!.ToJsonString().ShouldBe("""["Expenses"]""");
    }

    [Fact]
    public void Lists_the_codes_of_services_and_of_the_edge()
    {
        var codes = ((JsonArray)_merged["x-refusals"]!).Select(refusal => refusal!["code"]!.ToString()).ToList();
        codes.ShouldContain("rate_missing");
        codes.ShouldContain("tenant_mismatch");
        codes.ShouldBe(codes.Order(StringComparer.Ordinal).Distinct());
    }

    [Fact]
    public void Is_OpenAPI_3_1_with_the_bearer_scheme()
    {
        _merged["openapi"]!.ToString().ShouldStartWith("3.1");
        _merged["components"]!["securitySchemes"]!["bearer"]!["scheme"]!.ToString().ShouldBe("bearer");
        _merged["servers"]![0]!["url"]!.ToString().ShouldBe("/");
    }

    [Fact]
    public void Shows_an_answer_and_the_headers_of_the_edge()
    {
        var answer = Operation("/api/v1/expenses", "get")["responses"]!["200"]!;
        answer["content"]!["application/json"]!["example"]!.ToJsonString().ShouldBe("""{"items":[{}]}""");
        answer["headers"]!["RateLimit"]!["$ref"]!.ToString().ShouldBe("#/components/headers/RateLimit");
        ((JsonObject)_merged["components"]!["headers"]!).Select(header => header.Key).ShouldBe(["X-Request-Id", "traceparent", "RateLimit-Policy", "RateLimit", "Retry-After"]);
    }

    private string Reference(string path) => Operation(path, "get")["responses"]!["200"]!["content"]!["application/json"]!["schema"]!["$ref"]!.ToString();

    private JsonNode Operation(string path, string method) => _merged["paths"]![path]![method]!;

    private static JsonObject Parse(string json) => (JsonObject)JsonNode.Parse(json)!;
}
