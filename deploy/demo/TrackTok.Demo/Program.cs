using TrackTok.Demo;

// ./tracktok seed [--gateway URL]: see DemoCompany.
var environment = Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT");
if (environment != "Development")
{
    await Console.Error.WriteLineAsync("The demo company has passwords that everybody knows: it is made only where DOTNET_ENVIRONMENT is Development.");
    return 1;
}
var gateway = args is ["--gateway", var given] ? given : "http://localhost:5000";
try
{
    using var http = DemoApi.Client(new Uri(gateway));
    var made = await new DemoCompany(http, TimeProvider.System, Console.Out).MakeAsync(CancellationToken.None);
    await Console.Out.WriteLineAsync(made.ToString());
    return 0;
}
catch (DemoException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}
