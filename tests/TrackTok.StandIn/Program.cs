if (args is ["migrate"])
{
    await File.AppendAllLinesAsync(Environment.GetEnvironmentVariable("StandIn__Migrations")!, ["migrated"]);
    return;
}

var app = WebApplication.CreateSlimBuilder(args).Build();

// Ready once the file that StandIn:ReadyWhen names is there; at once where it names none.
app.MapGet("/health/ready", (IConfiguration configuration) =>
    configuration["StandIn:ReadyWhen"] is { } file && !File.Exists(file) ? Results.StatusCode(StatusCodes.Status503ServiceUnavailable) : Results.Ok());
app.MapGet("/process", () => Environment.ProcessId);
app.MapGet("/variables", () => Environment.GetEnvironmentVariables());

app.Run();
