using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using TrackTok.AppHost.Local;

namespace TrackTok.AppHost.Tests.Local;

public sealed class StartingTests
{
    [Fact]
    public async Task Starts_what_waits_only_when_what_it_waits_for_is_healthy()
    {
        await using var trial = await Trial.StartAsync((builder, folder) =>
        {
            var server = builder.AddStandIn("server", readyWhen: Path.Combine(folder, "now"));
            builder.AddScript("client", "sleep 1000", folder).WaitFor(server);
        });
        await trial.UntilAsync("server", s => s.State?.Text == KnownResourceStates.Running);
        await Task.Delay(1500);
        trial.StateOf("client").ShouldBe(KnownResourceStates.Waiting);

        await File.WriteAllTextAsync(Path.Combine(trial.Folder, "now"), "");

        await trial.HealthyAsync("client");
        (await trial.UntilAsync("server", _ => true)).Snapshot.HealthStatus.ShouldBe(HealthStatus.Healthy);
    }

    [Fact]
    public async Task Starts_what_waits_for_a_run_after_it_and_runs_that_only_once()
    {
        await using var trial = await Trial.StartAsync((builder, folder) =>
        {
            var migration = builder.AddScript("migration", "sleep 0.3; echo migrated >> order", folder);
            builder.AddScript("service", "echo served >> order; sleep 1000", folder).WaitForCompletion(migration);
        });

        await trial.HealthyAsync("service");
        await trial.LinesAsync("order", 2);
        await Task.Delay(1200);

        (await trial.LinesAsync("order", 2)).ShouldBe(["migrated", "served"]);
        trial.StateOf("migration").ShouldBe(KnownResourceStates.Finished);
    }

    [Fact]
    public async Task Does_not_start_what_waits_for_a_run_that_failed_and_says_why()
    {
        await using var trial = await Trial.StartAsync((builder, folder) =>
        {
            var migration = builder.AddScript("migration", "exit 3", folder);
            builder.AddScript("service", "echo served >> order; sleep 1000", folder).WaitForCompletion(migration);
        });

        var seen = await trial.UntilAsync("service", s => s.State?.Text == KnownResourceStates.FailedToStart);

        seen.Snapshot.Reason.ShouldBe("It waits for 'migration', which ended with code 3.");
        File.Exists(Path.Combine(trial.Folder, "order")).ShouldBeFalse();
        (await Should.ThrowAsync<DistributedApplicationException>(() => trial.HealthyAsync("service"))).Message.ShouldContain("ended with code 3");
        (await trial.LinesAsync("run/failed", 2)).ShouldContain(line => line.StartsWith("migration: It ended with code 3."));
    }

    [Fact]
    public async Task Names_the_process_that_holds_a_port_which_is_needed()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        await using var trial = Trial.Build((builder, folder) => builder.AddScript("web", "sleep 1000", folder).WithHttpEndpoint(port: port, name: "http"));

        var refusal = await Should.ThrowAsync<DistributedApplicationException>(() => trial.App.StartAsync());

        refusal.Message.ShouldStartWith($"Port {port}, which 'web' needs, is taken by process {Environment.ProcessId} (");
    }

    [Fact]
    public async Task Says_with_which_command_a_missing_program_is_installed()
    {
        await using var trial = await Trial.StartAsync((builder, folder) => builder.AddExecutable("server", "no-such-server", folder));

        var seen = await trial.UntilAsync("server", s => s.State?.Text == KnownResourceStates.FailedToStart);

        seen.Snapshot.Reason!.ShouldStartWith("The program 'no-such-server' is missing. Install it with: ");
        seen.Snapshot.Reason!.ShouldEndWith("apt-get install -y --no-install-recommends no-such-server");
    }

    [Fact]
    public async Task Says_how_to_build_a_project_that_is_not_built()
    {
        await using var trial = await Trial.StartAsync((builder, _) => builder.AddProject<NeverBuilt>("service"));

        var seen = await trial.UntilAsync("service", s => s.State?.Text == KnownResourceStates.FailedToStart);

        seen.Snapshot.Reason!.ShouldContain("Build it with: dotnet build -c ");
    }

    [Fact]
    public async Task Gives_each_replica_a_process_and_ports_of_its_own_and_hands_all_of_them_over()
    {
        await using var trial = await Trial.StartAsync((builder, _) =>
        {
            var served = builder.AddStandIn("served").WithReplicas(2);
            builder.AddStandIn("asking").WithReference(served);
        });
        await trial.HealthyAsync("served");
        await trial.HealthyAsync("asking");

        using var asking = trial.App.CreateHttpClient("asking");
        var variables = (await asking.GetFromJsonAsync<Dictionary<string, string>>("/variables"))!;
        var addresses = new[] { variables["services__served__http__0"], variables["services__served__http__1"] };
        using var client = new HttpClient();
        var processes = new List<int>();
        foreach (var address in addresses)
            processes.Add(await client.GetFromJsonAsync<int>(new Uri(address + "/process")));

        processes.ShouldBe(trial.ProcessesOf("served"), ignoreOrder: true);
        processes.Distinct().Count().ShouldBe(2);
        new[] { variables["services__served__grpc__0"], variables["services__served__grpc__1"] }.Concat(addresses).Distinct().Count().ShouldBe(4);
        variables.ShouldNotContainKey("services__served__http__2");
    }

    [Fact]
    public async Task Refuses_one_port_for_two_replicas()
    {
        await using var trial = Trial.Build((builder, _) => builder.AddStandIn("served").WithEndpoint("http", e => e.Port = 15999).WithReplicas(2));

        (await Should.ThrowAsync<DistributedApplicationException>(() => trial.App.StartAsync())).Message.ShouldBe("'served' has 2 replicas, which cannot share the port 15999.");
    }

    [Fact]
    public async Task Refuses_a_second_engine_on_the_same_data()
    {
        await using var first = await Trial.StartAsync((builder, folder) => builder.AddScript("one", "sleep 1000", folder));
        await first.HealthyAsync("one");
        var process = first.ProcessesOf("one").Single();
        var second = Trial.Build((builder, folder) => builder.AddScript("two", "sleep 1000", folder), first.Folder);

        var refusal = await Should.ThrowAsync<DistributedApplicationException>(() => second.App.StartAsync());
        await second.App.DisposeAsync();

        refusal.Message.ShouldContain($"as process {Environment.ProcessId}");
        ProcessTable.StartedAt(process).ShouldNotBeNull("the first is not harmed");
        File.Exists(Path.Combine(first.Folder, "run", "engine.pid")).ShouldBeTrue();
    }

    private sealed class NeverBuilt : IProjectMetadata
    {
        public string ProjectPath => "/nowhere/Service/Service.csproj";
    }
}
